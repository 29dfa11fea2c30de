import { sign, verify, type KeyObject } from "node:crypto";
import { canonicalJson, sha256Hex } from "#lib/ids";
import { DOCUMENT_SCHEMA, SignedDocument, type DocumentBody } from "#lib/routing/schema";

interface Unsigned {
  /** The full key, relative to the environment: `routes/storefront/v1`. */
  key: string;
  storeRevision: number;
  body: DocumentBody;
}

/** Wraps a body for the store. The body's environment is part of the digest, so a document holds in one environment only. */
export function signDocument(unsigned: Unsigned, privateKey: KeyObject): SignedDocument {
  const digest = sha256Hex(canonicalJson(unsigned.body));
  const signature = sign(null, signedBytes(unsigned.key, unsigned.storeRevision, digest), privateKey);
  return {
    schema: DOCUMENT_SCHEMA,
    storeRevision: unsigned.storeRevision,
    digest,
    signature: signature.toString("base64url"),
    body: unsigned.body,
  };
}

export type Verified = { ok: true; document: SignedDocument } | { ok: false; reason: string };

/**
 * Parses and checks what was read at `key`. Any of the keys may have signed it: while keys are rotated there are two. Says
 * why it is refused; never throws.
 */
export function verifyDocument(
  read: { key: string; text: string },
  publicKeys: KeyObject | readonly KeyObject[],
): Verified {
  let raw: unknown;
  try {
    raw = JSON.parse(read.text);
  } catch {
    return { ok: false, reason: "not JSON" };
  }
  const parsed = SignedDocument.safeParse(raw);
  if (!parsed.success) return { ok: false, reason: refusal(parsed.error.issues[0]) };
  const document = parsed.data;
  // The digest is taken over the body as written: defaults that parsing adds must not change it.
  const written = (raw as { body: unknown }).body;
  if (digestOrNothing(written) !== document.digest)
    return { ok: false, reason: "the digest does not match the body" };
  const bytes = signedBytes(read.key, document.storeRevision, document.digest);
  const signature = Buffer.from(document.signature, "base64url");
  if (![publicKeys].flat().some((publicKey) => verify(null, bytes, publicKey, signature)))
    return { ok: false, reason: "the signature is not the portal's" };
  return { ok: true, document };
}

/** Undefined where there is no canonical form: half of a surrogate pair, nesting beyond the stack. */
function digestOrNothing(body: unknown): string | undefined {
  try {
    return sha256Hex(canonicalJson(body));
  } catch {
    return undefined;
  }
}

function signedBytes(key: string, storeRevision: number, digest: string): Buffer {
  return Buffer.from(`${DOCUMENT_SCHEMA}\n${key}\n${storeRevision}\n${digest}`);
}

function refusal(issue: { path: PropertyKey[]; message: string } | undefined): string {
  return issue
    ? `not a document: ${issue.path.map(String).join(".") || "root"}: ${issue.message}`
    : "not a document";
}
