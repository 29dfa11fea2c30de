import type { StatusRange } from "./schema.ts";

/*
 * Equal parts of compiled chains, made once. With 100 000 routes nearly every target has the same lists; what is shared here
 * is never changed. The tables only grow up to a bound: what is beyond it works the same and is just not shared.
 */

const MAX_SHARED = 2000;
const tables = new Map<string, Uint8Array>();
const sets = new Map<string, ReadonlySet<string>>();

/** By status code: 1 where one of the ranges covers it. Equal ranges give the same table. */
export function statusTable(ranges: readonly StatusRange[]): Uint8Array {
  return shared(tables, JSON.stringify(ranges), () => {
    const table = new Uint8Array(600);
    for (const range of ranges) {
      const [from, to] = typeof range === "number" ? [range, range] : range;
      table.fill(1, from, to + 1);
    }
    return table;
  });
}

/** The names as a set. Equal lists give the same set. */
export function nameSet(names: readonly string[]): ReadonlySet<string> {
  return shared(sets, names.join(), () => new Set(names));
}

function shared<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  if (known.size < MAX_SHARED) known.set(key, made);
  return made;
}
