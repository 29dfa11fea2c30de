/** Plain JSON, as parsed. */
export type JsonObject = { [key: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One RFC 6901 pointer segment after another. */
export function pointerTo(...segments: (string | number)[]): string {
  return segments
    .map((segment) => `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

/** What `#/…` (RFC 6901 §6) points at within the document; `undefined` when nothing is there. */
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
