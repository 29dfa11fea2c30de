import { clipText } from "#lib/ids/schema";

export type JsonObject = { [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Text fit for the database and the page: no control characters, no lone surrogates, one length. */
export function cleanText(value: unknown, maxLength: number): string {
  if (typeof value !== "string" && typeof value !== "number") return "";
  // eslint-disable-next-line no-control-regex -- taking them out is the point
  const printable = String(value).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, "");
  return clipText(printable.toWellFormed().trim(), maxLength);
}

/** One RFC 6901 pointer segment after another. */
export function pointerTo(...segments: (string | number)[]): string {
  return segments
    .map((segment) => `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

/** What `#/…` points at within the document; `undefined` when nothing is there. */
export function resolvePointer(root: unknown, reference: string): unknown {
  if (reference === "#") return root;
  let value = root;
  for (const raw of reference.slice(2).split("/")) {
    const key = decode(raw).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
