import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from "node:crypto";
import { AppError } from "#lib/errors";
import { sha256Hex } from "#lib/ids";

/** A fresh Ed25519 pair as base64 DER: `privateKey` PKCS #8, `publicKey` SubjectPublicKeyInfo. */
export function newSigningKeys(): { privateKey: string; publicKey: string } {
  const pair = generateKeyPairSync("ed25519");
  return {
    privateKey: pair.privateKey.export({ format: "der", type: "pkcs8" }).toString("base64"),
    publicKey: pair.publicKey.export({ format: "der", type: "spki" }).toString("base64"),
  };
}

/** A fresh key for `seal`: 32 random bytes, base64. */
export function newSealingKey(): string {
  return randomBytes(32).toString("base64");
}

/** The signing key from base64 PKCS #8. Throws `invalid` when it is not an Ed25519 private key. */
export function loadSigningKey(base64: string): KeyObject {
  return loadKey(() =>
    createPrivateKey({ key: Buffer.from(base64, "base64"), format: "der", type: "pkcs8" }),
  );
}

/** The public key from base64 SubjectPublicKeyInfo. Throws `invalid` when it is not an Ed25519 public key. */
export function loadVerifyKey(base64: string): KeyObject {
  return loadKey(() => createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" }));
}

/** The 32-byte AES key from base64. */
export function loadSealingKey(base64: string): Buffer {
  const key = Buffer.from(base64, "base64");
  if (key.length !== 32) throw new AppError("invalid", "The sealing key must be 32 bytes in base64.");
  return key;
}

/** A name for a public key that may be shown: the first 16 hex digits of the SHA-256 of its SubjectPublicKeyInfo. */
export function keyId(publicKey: KeyObject): string {
  return sha256Hex(publicKey.export({ type: "spki", format: "der" })).slice(0, 16);
}

/** A 32-byte key for one purpose, from the sealing key (HKDF, RFC 5869): whoever has one cannot find the other. */
export function deriveKey(sealingKey: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", sealingKey, "understudy", purpose, 32));
}

/** A name for a sealing key that may be shown, and from which it cannot be found. */
export function sealingKeyId(sealingKey: Buffer): string {
  return deriveKey(sealingKey, "understudy/key-id").toString("hex").slice(0, 16);
}

function loadKey(load: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = load();
  } catch (cause) {
    throw new AppError("invalid", "The key is not a base64 DER key.", { cause });
  }
  if (key.asymmetricKeyType !== "ed25519") throw new AppError("invalid", "The key is not an Ed25519 key.");
  return key;
}
