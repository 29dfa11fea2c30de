import { isObject } from "#lib/json/schema";
import type { DocumentChange } from "./schema.ts";

type Path = (string | number)[];

/**
 * What changes from `before` to `after`, in document order. Absent documents are `undefined`.
 * A list of items with ids is compared item by item, and its order on its own, so that moving a target reads as that.
 */
export function diffDocuments(before: unknown, after: unknown, path: Path = []): DocumentChange[] {
  if (equal(before, after)) return [];
  if (before === undefined) return [{ path, kind: "added", after }];
  if (after === undefined) return [{ path, kind: "removed", before }];
  if (isKeyed(before) && isKeyed(after)) return diffKeyed(before, after, path);
  if (isObjectList(before) && isObjectList(after))
    return diffMembers(byIndex(before), byIndex(after), (key) => [...path, Number(key)]);
  if (isObject(before) && isObject(after)) return diffMembers(before, after, (key) => [...path, key]);
  return [{ path, kind: "changed", before, after }];
}

interface WithId {
  id: string;
}

function diffKeyed(before: WithId[], after: WithId[], path: Path): DocumentChange[] {
  const changes = diffMembers(byId(before), byId(after), (id) => [...path, id]);
  const order = (items: WithId[], others: WithId[]) =>
    items.map((item) => item.id).filter((id) => others.some((other) => other.id === id));
  const [was, is] = [order(before, after), order(after, before)];
  if (!equal(was, is)) changes.unshift({ path, kind: "reordered", before: ids(before), after: ids(after) });
  return changes;
}

type Members = Record<string, unknown>;

function diffMembers(before: Members, after: Members, at: (key: string) => Path): DocumentChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => diffDocuments(before[key], after[key], at(key)));
}

function ids(items: WithId[]): string[] {
  return items.map((item) => item.id);
}

function byId(items: WithId[]): Record<string, WithId> {
  return Object.fromEntries(items.map((item) => [item.id, item]));
}

function byIndex(items: unknown[]): Members {
  return Object.fromEntries(items.entries());
}

function isObjectList(value: unknown): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

function isKeyed(value: unknown): value is WithId[] {
  if (!isObjectList(value) || !value.every((item) => typeof item.id === "string")) return false;
  return new Set(value.map((item) => item.id)).size === value.length;
}

/** Members may stand in another order: then this says no, and the walk finds nothing. */
function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
