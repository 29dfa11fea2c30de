import { canonicalJson, sha256Hex } from "#lib/ids";
import { DOCUMENT_SCHEMA, type CredentialBody, type SignedDocument } from "#lib/routing/schema";

type CredentialDocument = SignedDocument & { body: CredentialBody };

/** One key in force, as it is kept: what its document says and nothing twice. */
export interface KeptCredential {
  keyId: string;
  applicationId: string;
  state: CredentialBody["state"];
  notAfterMs: number | undefined;
  versionId: string | undefined;
  storeRevision: number;
}

const SIGNATURE_BYTES = 64;
const FIRST_ROWS = 1_024;

/**
 * The documents of keys, of which there may be a hundred thousand: fields in place of texts, signatures side by side outside of
 * the heap. A text can be had again, equal in all that is signed.
 */
export class CredentialTable {
  readonly #rows: KeptCredential[] = [];
  readonly #index = new Map<string, number>();
  /** Ids of applications and versions: many keys have the same. */
  readonly #names = new Map<string, string>();
  #signatures = Buffer.alloc(FIRST_ROWS * SIGNATURE_BYTES);
  #environment = "";
  #edition = 0;

  get size(): number {
    return this.#rows.length;
  }

  /** Grows with every change. */
  get edition(): number {
    return this.#edition;
  }

  /** The SHA-256 sums, in hex, of all keys. */
  sums(): Iterable<string> {
    return this.#index.keys();
  }

  /** Puts a verified document in force. `sha256`: lower-case hex. */
  set(sha256: string, { body, storeRevision, signature }: CredentialDocument): void {
    this.#environment = body.environment;
    this.#edition++;
    const row: KeptCredential = {
      keyId: body.keyId,
      applicationId: this.#named(body.applicationId),
      state: body.state,
      notAfterMs: body.notAfterMs,
      versionId: body.versionId === undefined ? undefined : this.#named(body.versionId),
      storeRevision,
    };
    const at = this.#index.get(sha256) ?? this.#rows.length;
    if (at === this.#rows.length) this.#index.set(ownCopy(sha256), at);
    this.#rows[at] = row;
    this.#sign(at, signature);
  }

  #named(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    this.#names.set(name, name);
    return name;
  }

  #sign(at: number, signature: string): void {
    const start = at * SIGNATURE_BYTES;
    if (start === this.#signatures.length) {
      const larger = Buffer.alloc(this.#signatures.length * 2);
      this.#signatures.copy(larger);
      this.#signatures = larger;
    }
    this.#signatures.write(signature, start, SIGNATURE_BYTES, "base64url");
  }

  /** The key of that SHA-256. */
  find(sha256: string): KeptCredential | undefined {
    const at = this.#index.get(sha256);
    return at === undefined ? undefined : this.#rows[at];
  }

  #bodyOf(row: KeptCredential): CredentialBody {
    return {
      kind: "credential",
      environment: this.#environment,
      keyId: row.keyId,
      applicationId: row.applicationId,
      state: row.state,
      ...(row.notAfterMs === undefined ? {} : { notAfterMs: row.notAfterMs }),
      ...(row.versionId === undefined ? {} : { versionId: row.versionId }),
    };
  }

  /** Whether a text is the document that is in force: it has the same signature, which covers all of it. */
  isInForce(sha256: string, text: string): boolean {
    const row = this.find(sha256);
    if (!row || !text.includes(`"signature":"${this.#signatureOf(sha256)}"`)) return false;
    return text.includes(`"storeRevision":${row.storeRevision}`);
  }

  /** The document's text; its members stand in canonical order. */
  textOf(sha256: string): string | undefined {
    const row = this.find(sha256);
    if (!row) return undefined;
    const body = this.#bodyOf(row);
    const { storeRevision } = row;
    const digest = sha256Hex(canonicalJson(body));
    const signature = this.#signatureOf(sha256);
    return canonicalJson({ body, digest, schema: DOCUMENT_SCHEMA, signature, storeRevision });
  }

  #signatureOf(sha256: string): string {
    const start = (this.#index.get(sha256) ?? 0) * SIGNATURE_BYTES;
    return this.#signatures.toString("base64url", start, start + SIGNATURE_BYTES);
  }
}

/** Not a part of a longer text that would stay with it. */
function ownCopy(text: string): string {
  return Buffer.from(text, "latin1").toString("latin1");
}
