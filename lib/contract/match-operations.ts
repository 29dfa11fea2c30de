import type { Operation } from "./model.ts";

type Operations = Map<string, Operation>;

/**
 * The new operation of each old one that is still there: of the same method and path, else the first that is left of
 * the same method and a path that only names its parameters otherwise, for names in paths are nobody's business.
 */
export function matchOperations(before: Operations, after: Operations): Map<Operation, Operation> {
  const found = new Map<Operation, Operation>();
  const left = new Map<string, Operation[]>();
  for (const [key, now] of after) {
    const old = before.get(key);
    if (old) found.set(old, now);
    else listIn(left, shapeOf(key)).push(now);
  }
  for (const operations of left.values()) operations.reverse();
  for (const [key, old] of before) {
    const now = found.has(old) ? undefined : left.get(shapeOf(key))?.pop();
    if (now) found.set(old, now);
  }
  return found;
}

function listIn(lists: Map<string, Operation[]>, key: string): Operation[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** `/users/{id}` and `/users/{name}` are one path. */
function shapeOf(key: string): string {
  return key.replaceAll(/\{[^{}/]*\}/g, "{}");
}
