import type { SchemaNode } from "#lib/openapi/schema";

type Schemas = Record<string, SchemaNode>;

/**
 * The schemas that are reached from a value of the model (an operation, a schema), nearest first, until their JSON has
 * `maxCharacters`. What is left out can be asked for by its ref.
 */
export function closureOf(start: unknown, schemas: Schemas, maxCharacters: number): Schemas {
  const taken: Schemas = {};
  let left = maxCharacters;
  let level = refsIn(start);
  while (level.size > 0) {
    const next = new Set<string>();
    for (const ref of level) {
      const node = schemas[ref];
      if (!node || Object.hasOwn(taken, ref)) continue;
      left -= JSON.stringify(node).length;
      if (left < 0) return taken;
      taken[ref] = node;
      for (const further of refsIn(node)) next.add(further);
    }
    level = next;
  }
  return taken;
}

/** The refs that stand in schemas of this value; data in examples is not looked into. */
function refsIn(start: unknown): Set<string> {
  const refs = new Set<string>();
  const stack: unknown[] = [start];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== "object" || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      if (key === "ref" && typeof child === "string") refs.add(child);
      else if (key !== "example" && key !== "description") stack.push(child);
    }
  }
  return refs;
}
