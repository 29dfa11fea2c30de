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
    else left.set(shapeOf(key), [...(left.get(shapeOf(key)) ?? []), now]);
  }
  for (const [key, old] of before) {
    const now = found.has(old) ? undefined : left.get(shapeOf(key))?.shift();
    if (now) found.set(old, now);
  }
  return found;
}

/** `/users/{id}` and `/users/{name}` are one path. */
function shapeOf(key: string): string {
  return key.replaceAll(/\{[^{}/]*\}/g, "{}");
}
