import { hash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;
const CHECK_LENGTH = 6;
const HINT_LENGTH = 8;
const PREFIX = "ust_";
const SHAPE = /^ust_[0-9A-Za-z]{49}$/;

/**
 * A fresh personal access token: `ust_` + 256 random bits + a CRC-32 (RFC 1952) of all before it, both in base 62.
 * It is shown once and kept nowhere: keep `tokenSha256` of it.
 */
export function newTokenText(secret: Uint8Array = randomBytes(SECRET_BYTES)): string {
  let value = 0n;
  for (const byte of secret) value = (value << 8n) | BigInt(byte);
  const start = PREFIX + base62(value, SECRET_LENGTH);
  return start + checkOf(start);
}

/** Whether a text has the shape and the checksum of a token. Says nothing about whether the token exists. */
export function isTokenText(text: string): boolean {
  return SHAPE.test(text) && checkOf(text.slice(0, -CHECK_LENGTH)) === text.slice(-CHECK_LENGTH);
}

/** The lower-case hex SHA-256 of a token: the only form in which it is kept; 256 random bits need no slower digest. */
export function tokenSha256(text: string): string {
  return hash("sha256", text, "hex");
}

/** The start of a token, by which its owner knows it again: 8 of its 43 random digits. */
export function tokenHint(text: string): string {
  return text.slice(0, PREFIX.length + HINT_LENGTH);
}

function checkOf(start: string): string {
  return base62(BigInt(crc32(start)), CHECK_LENGTH);
}

function base62(value: bigint, length: number): string {
  let rest = value;
  let text = "";
  for (let i = 0; i < length; i++) {
    text = DIGITS.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}
