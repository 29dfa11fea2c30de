import { isObject, type JsonObject } from "#lib/json/schema";

export { isObject, pointerTo, resolvePointer, type JsonObject } from "#lib/json/schema";

/** Own member of an object; nothing of what every object inherits. */
export function member(object: unknown, key: string): unknown {
  return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

export function objectAt(object: unknown, key: string): JsonObject {
  const value = member(object, key);
  return isObject(value) ? value : {};
}

export function listAt(object: unknown, key: string): unknown[] {
  const value = member(object, key);
  return Array.isArray(value) ? value : [];
}

export function textAt(object: unknown, key: string): string | undefined {
  const value = member(object, key);
  return typeof value === "string" ? value : undefined;
}

export function textsAt(object: unknown, key: string): string[] {
  return listAt(object, key).filter((value) => typeof value === "string");
}

const TEXT_DEPTH = 20;

/** The same text for the same JSON, whatever the order of members; parts deeper than 20 levels count as the same. */
export function canonicalText(value: unknown, depth = 0): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (depth > TEXT_DEPTH) return "…";
  if (Array.isArray(value)) return `[${value.map((item) => canonicalText(item, depth + 1)).join(",")}]`;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, item]) => `${JSON.stringify(key)}:${canonicalText(item, depth + 1)}`).join(",")}}`;
}
