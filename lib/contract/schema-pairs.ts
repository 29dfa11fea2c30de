import { compareAllOf, hasAllOf } from "./compare-all-of.ts";
import { compareArrays } from "./compare-arrays.ts";
import { compareBounds } from "./compare-bounds.ts";
import { compareConditions } from "./compare-conditions.ts";
import { compareObjects } from "./compare-objects.ts";
import { compareTypes } from "./compare-types.ts";
import { compareUnions, hasUnion } from "./compare-unions.ts";
import { compareValues } from "./compare-values.ts";
import { markDifferent, type Comparing, type Mode, type Pair, type Step } from "./pair.ts";
import type { Document } from "./model.ts";
import { sameSchemas } from "./same-schema.ts";
import { schemaReader } from "./schema-view.ts";

/** The work of one comparison has its end: documents can be made to ask for more. */
export const PAIRS_MAX = 300_000;

export class TooManyPairs extends Error {}

/**
 * The pairs of schemas two documents come to, each compared once however often and however recursively it is used.
 * Throws `TooManyPairs` past `PAIRS_MAX`.
 */
export function schemaPairs(old: Document, now: Document, at: Date): (step: Step) => Pair {
  const readers = { readOld: schemaReader(old), readNew: schemaReader(now) };
  const same = sameSchemas(readers.readOld, readers.readNew);
  const known = new WeakMap<object, WeakMap<object, Map<Mode, Pair>>>();
  const waiting: Pair[] = [];
  let count = 0;

  function find({ old: before, now: after, mode = "strong" }: Step): Pair {
    const [a, b] = [readers.readOld(before), readers.readNew(after)];
    const row = known.get(a.schema) ?? new WeakMap<object, Map<Mode, Pair>>();
    known.set(a.schema, row);
    const cell = row.get(b.schema) ?? new Map<Mode, Pair>();
    row.set(b.schema, cell);
    const met = cell.get(mode);
    if (met && met.old.nullable === a.nullable && met.now.nullable === b.nullable) return met;
    if (++count > PAIRS_MAX) throw new TooManyPairs();
    const pair: Pair = { old: a, now: b, mode, deltas: [], edges: [], parents: [], differs: false };
    if (!met) cell.set(mode, pair);
    waiting.push(pair);
    return pair;
  }

  return (step) => {
    const pair = find(step);
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const current = next;
      comparePair({
        ...readers,
        same,
        pair: current,
        now: at,
        add: (delta) => {
          current.deltas.push(delta);
          markDifferent(current);
        },
        into: (inner, edge) => {
          const within = find({ mode: current.mode, ...inner });
          current.edges.push({ ...edge, pair: within });
          within.parents.push(current);
          if (within.differs) markDifferent(current);
        },
      });
    }
    return pair;
  };
}

function comparePair(comparing: Comparing): void {
  const { old, now } = comparing.pair;
  if (old.external !== undefined || now.external !== undefined) return compareExternal(comparing);
  if (hasUnion(old) || hasUnion(now)) {
    if (compareUnions(comparing) === "all") return;
  }
  if (hasAllOf(old) || hasAllOf(now)) {
    if (compareAllOf(comparing) === "all") return;
  }
  if (compareTypes(comparing) === "unlike") return;
  compareValues(comparing);
  compareBounds(comparing);
  compareObjects(comparing);
  compareArrays(comparing);
  compareConditions(comparing);
}

function compareExternal({ pair: { old, now }, add }: Comparing): void {
  if (old.external === now.external) return;
  add({
    kind: "external-reference-changed",
    judgement: "unknown",
    oldAt: "",
    newAt: "",
    before: old.external,
    after: now.external,
    says: "refers to something outside the document, which was not compared",
  });
}
