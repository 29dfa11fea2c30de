import type { KeyObject } from "node:crypto";
import { deriveKey, keyId, loadSealingKey, loadVerifyKey, sealingKeyId } from "#lib/signing";

/** Base64 keys as configured. */
export interface KeyTexts {
  /** SubjectPublicKeyInfo: any of these may have signed a document. */
  signingPublicKeys: readonly string[];
  /** The first seals what this gateway keeps, all open. */
  sealingKeys: readonly string[];
}

/** The keys a gateway holds. They may be exchanged while it runs; whoever uses them asks each time. */
export class Keyring {
  #verifyKeys: readonly KeyObject[] = [];
  #sealingKeys: readonly Buffer[] = [];
  readonly #everAccepted = new Set<string>();

  /** Throws AppError("invalid") when one is not a key. */
  constructor(texts: KeyTexts) {
    this.take(texts);
  }

  /** Exchanges all keys, or none when one of them is not a key: then it throws AppError("invalid"). */
  take({ signingPublicKeys, sealingKeys }: KeyTexts): void {
    const verifyKeys = signingPublicKeys.map(loadVerifyKey);
    this.#sealingKeys = sealingKeys.map(loadSealingKey);
    this.#verifyKeys = verifyKeys;
    for (const id of this.verifyKeyIds) this.#everAccepted.add(id);
  }

  get verifyKeys(): readonly KeyObject[] {
    return this.#verifyKeys;
  }

  /** Names of the keys that documents may be signed with. */
  get verifyKeyIds(): string[] {
    return this.#verifyKeys.map(keyId);
  }

  /** Names of all keys that documents in force may have been signed with: also of those dropped since. */
  get everVerifyKeyIds(): string[] {
    return [...this.#everAccepted];
  }

  /** Names of the keys that open sealed secrets. */
  get sealingKeyIds(): string[] {
    return this.#sealingKeys.map(sealingKeyId);
  }

  get sealingKeys(): readonly Buffer[] {
    return this.#sealingKeys;
  }

  /** Keys for one purpose, derived from the sealing keys: the first is for writing, all are for reading. */
  derived(purpose: string): readonly [Buffer, ...Buffer[]] {
    const [first = Buffer.alloc(0), ...others] = this.#sealingKeys;
    return [deriveKey(first, purpose), ...others.map((key) => deriveKey(key, purpose))];
  }
}
