import { sha256Hex } from "#lib/ids";

const SEALED = /^sealed:/;

/** The same value with every sealed secret replaced by a mark that differs where the secret does. */
export function maskSecrets<T>(value: T): T {
  return mask(value) as T;
}

function mask(value: unknown): unknown {
  if (typeof value === "string")
    return SEALED.test(value) ? `sealed (${sha256Hex(value).slice(0, 8)})` : value;
  if (Array.isArray(value)) return value.map(mask);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mask(member)]));
}
