import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { AppError } from "#lib/errors";

const PREFIX = "sealed:v1:";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts a secret with AES-256-GCM under a fresh nonce: `sealed:v1:` + base64url(nonce, tag, ciphertext). */
export function seal(plain: string, key: Buffer): string {
  return sealWith(plain, key, randomBytes(NONCE_BYTES));
}

/**
 * The one of these sealed secrets that holds the same, as it is, else a new one: so equal secrets that were sealed beside each
 * other can be told without opening them. What another key sealed is not compared.
 */
export function sealLike(plain: string, known: readonly string[], key: Buffer): string {
  const isSame = (text: string) => open(Buffer.from(text.slice(PREFIX.length), "base64url"), key) === plain;
  return known.find((text) => isSealed(text) && isSame(text)) ?? seal(plain, key);
}

function sealWith(plain: string, key: Buffer, nonce: Buffer): string {
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
}

/** Keys while they are rotated: `seal` seals, any of `open` opens. */
export interface SealingKeys {
  seal: Buffer;
  open: readonly Buffer[];
}

/**
 * A sealed secret under `keys.seal`; the same text if it is already. The nonce stays, so the secret keeps its `sealedId`, and a
 * nonce goes with one plain text for good, whatever the key. Throws `invalid` when no key opens it.
 */
export function reseal(text: string, keys: SealingKeys): string {
  const plain = unseal(text, [keys.seal, ...keys.open]);
  if (isSealedWith(text, keys.seal)) return text;
  return sealWith(plain, keys.seal, nonceOf(text));
}

/** A sealed secret's identity, which says nothing of it: another one each time `seal` seals, the same after `reseal`. */
export function sealedId(text: string): string {
  return PREFIX + nonceOf(text).toString("base64url");
}

function nonceOf(text: string): Buffer {
  return Buffer.from(text.slice(PREFIX.length), "base64url").subarray(0, NONCE_BYTES);
}

/** Whether this very key opens it. */
export function isSealedWith(text: string, key: Buffer): boolean {
  return open(Buffer.from(text.slice(PREFIX.length), "base64url"), key) !== undefined;
}

export function isSealed(text: string): boolean {
  return text.startsWith(PREFIX);
}

/**
 * The secret again. Any of the keys may have sealed it: while keys are rotated there are two. Throws `invalid` when none
 * did; never echoes it.
 */
export function unseal(text: string, keys: Buffer | readonly Buffer[]): string {
  if (!isSealed(text)) throw new AppError("invalid", "The value is not a sealed secret.");
  const bytes = Buffer.from(text.slice(PREFIX.length), "base64url");
  if (bytes.length < NONCE_BYTES + TAG_BYTES)
    throw new AppError("invalid", "The sealed secret is cut short.");
  for (const key of [keys].flat()) {
    const plain = open(bytes, key);
    if (plain !== undefined) return plain;
  }
  throw new AppError("invalid", "The secret was sealed with another key.");
}

/** Undefined when the key does not fit. */
function open(bytes: Buffer, key: Buffer): string | undefined {
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const plain = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return plain.toString("utf8");
  } catch {
    return undefined;
  }
}
