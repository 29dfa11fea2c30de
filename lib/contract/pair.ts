import type { Node } from "./model.ts";
import type { Delta } from "./rules.ts";
import type { View } from "./schema-view.ts";

/**
 * How values are written: `strong` where a number is not a text (JSON), `weak` where everything is text (forms,
 * headers), `parameter` the same but for its properties, which are `mixed`: the document does not say.
 */
export type Mode = "strong" | "weak" | "parameter" | "mixed";

/** Two schemas held against each other. */
export interface Pair {
  old: View;
  now: View;
  mode: Mode;
  deltas: Delta[];
  edges: Edge[];
  /** The pairs it is within. */
  parents: Pair[];
  /** Something differs in it, or in what it leads to. */
  differs: boolean;
}

/** From two schemas to two within them. */
export interface Edge {
  pair: Pair;
  /** Part of the property's path: a name, "[]" for items, "{}" for any other property, "" for a branch. */
  step: string;
  /** What fits the inner does not fit the outer: the direction turns round (`not`). */
  flips?: boolean;
  /** Not sent by consumers (`readOnly`), not given to them (`writeOnly`). */
  readOnly?: boolean;
  writeOnly?: boolean;
}

export interface Step {
  old: Node;
  now: Node;
  mode?: Mode;
}

/** What the comparators of keywords work with. */
export interface Comparing {
  pair: Pair;
  readOld: (node: Node) => View;
  readNew: (node: Node) => View;
  same: (old: Node, now: Node) => boolean;
  add: (delta: Delta) => void;
  /** Compares two schemas within these. */
  into: (step: Step, edge: Omit<Edge, "pair">) => void;
  now: Date;
}

/** Says of a pair, and of all it is within, that something differs. */
export function markDifferent(pair: Pair): void {
  const waiting = [pair];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.differs) continue;
    next.differs = true;
    waiting.push(...next.parents);
  }
}
