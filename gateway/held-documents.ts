import type { SignedDocument } from "#lib/routing/schema";
import { CredentialTable } from "./credential-table.ts";
import { HeldText } from "./held-text.ts";

/** A document in force: the last good one of its key. */
export interface Held {
  storeRevision: number;
  isTombstone: boolean;
  /** As it was in the store, for the snapshot. */
  text: HeldText;
}

const CREDENTIALS = "credentials/";

/** Whether it is the key of a document whose text is not kept. */
export function isCredentialKey(key: string): boolean {
  return key.startsWith(CREDENTIALS);
}

/** The documents in force by their keys in the store: texts, but for those of keys of applications, which are kept smaller. */
export class HeldDocuments {
  readonly #texts = new Map<string, Held>();
  readonly credentials = new CredentialTable();

  get size(): number {
    return this.#texts.size + this.credentials.size;
  }

  /** Those of applications' keys last: a snapshot lets go of its end. */
  *keys(): Iterable<string> {
    yield* this.#texts.keys();
    for (const sum of this.credentials.sums()) yield CREDENTIALS + sum;
  }

  /** Keys of what is served, not of what is known to be gone. */
  *livingKeys(): Iterable<string> {
    for (const [key, { isTombstone }] of this.#texts) if (!isTombstone) yield key;
    for (const sum of this.credentials.sums()) yield CREDENTIALS + sum;
  }

  /** Undefined where nothing is held. */
  revisionOf(key: string): number | undefined {
    if (!isCredentialKey(key)) return this.#texts.get(key)?.storeRevision;
    return this.credentials.find(key.slice(CREDENTIALS.length))?.storeRevision;
  }

  textOf(key: string): HeldText | undefined {
    if (!isCredentialKey(key)) return this.#texts.get(key)?.text;
    const text = this.credentials.textOf(key.slice(CREDENTIALS.length));
    return text === undefined ? undefined : HeldText.of(text);
  }

  /** Whether this very document is in force. */
  isInForce(key: string, text: string): boolean {
    if (!isCredentialKey(key)) return this.#texts.get(key)?.text.equals(text) ?? false;
    return this.credentials.isInForce(key.slice(CREDENTIALS.length), text);
  }

  set(key: string, document: SignedDocument, value: string): void {
    const { body, storeRevision } = document;
    if (body.kind === "credential")
      this.credentials.set(key.slice(CREDENTIALS.length), { ...document, body });
    else
      this.setText(key, { storeRevision, isTombstone: body.kind === "tombstone", text: HeldText.of(value) });
  }

  setText(key: string, held: Held): void {
    this.#texts.set(key, held);
  }
}
