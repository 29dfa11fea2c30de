import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;
const CHECK_LENGTH = 6;
const SHAPE = /^usk_([a-z][a-z0-9-]{0,62})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

/** Longer texts are no key; nothing longer is hashed. */
export const KEY_MAX_LENGTH = 4 + 63 + 1 + SECRET_LENGTH + CHECK_LENGTH;

/** What every key starts with, for those who look for leaked ones. */
const KEY_PREFIX = "usk_";

/**
 * A fresh key of one environment: `usk_<environment>_` + 256 random bits and a CRC-32 (RFC 1952) of all before it, both in
 * base 62. It is shown once and kept nowhere: keep `keySha256` of it.
 */
export function newKey(environment: string, secret: Uint8Array = randomBytes(SECRET_BYTES)): string {
  const start = `${KEY_PREFIX}${environment}_${base62(secret, SECRET_LENGTH)}`;
  const key = start + checkOf(start);
  if (!SHAPE.test(key)) throw new TypeError(`no key can be made for the environment ${environment}`);
  return key;
}

/**
 * Reads the shape of a key: the environment that it is for, or why it is none. `typo`: it looks like a key, but its checksum
 * says that a character is wrong or missing. Nothing is said about whether the key exists.
 */
export function readKey(text: string): { environment: string } | "typo" | "other" {
  if (!text.startsWith(KEY_PREFIX)) return "other";
  const [, environment, , check] = (text.length <= KEY_MAX_LENGTH && SHAPE.exec(text)) || [];
  if (environment === undefined || checkOf(text.slice(0, -CHECK_LENGTH)) !== check) return "typo";
  return { environment };
}

/** The lower-case hex SHA-256 of a key: the only form in which it is kept. */
export function keySha256(key: string): string {
  return hash("sha256", key, "hex");
}

/** The start of a key, by which its owner knows it again; 8 of its 43 random digits. */
export function keyHint(key: string): string {
  return key.slice(0, key.lastIndexOf("_") + 9);
}

function checkOf(start: string): string {
  let check = crc32(start);
  let text = "";
  for (let i = 0; i < CHECK_LENGTH; i++) {
    text = DIGITS.charAt(check % 62) + text;
    check = Math.floor(check / 62);
  }
  return text;
}

function base62(bytes: Uint8Array, length: number): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let text = "";
  for (let i = 0; i < length; i++) {
    text = DIGITS.charAt(Number(value % 62n)) + text;
    value /= 62n;
  }
  return text;
}
