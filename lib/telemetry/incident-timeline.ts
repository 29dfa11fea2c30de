import type { TimelineEntry } from "./schema.ts";

export interface Move {
  node: string;
  at: Date;
  target: string;
  reason: string;
}

/** Gateways notice the same thing within this time. */
const SAME_MOVE_MS = 3_000;

/**
 * The moves of new requests from target to target, oldest first: what each node says again is left out, and what several nodes
 * say within 3 s is one move. `moves` are in time order.
 */
export function mergeMoves(moves: readonly Move[]): TimelineEntry[] {
  const present = new Map<string, string>();
  const merged: { at: Date; target: string; reason: string; nodes: string[] }[] = [];
  for (const { node, at, target, reason } of moves) {
    if (present.get(node) === target) continue;
    present.set(node, target);
    const same = merged.findLast(
      (move) => move.target === target && at.getTime() - move.at.getTime() <= SAME_MOVE_MS,
    );
    if (same && !same.nodes.includes(node)) same.nodes.push(node);
    else merged.push({ at, target, reason, nodes: [node] });
  }
  return merged.map(({ at, ...move }) => ({ kind: "moved", at: at.toISOString(), ...move }));
}

const ORDER: TimelineEntry["kind"][] = [
  "opened",
  "publication",
  "order",
  "moved",
  "alert",
  "acknowledged",
  "closed",
];

/** Everything in time order; at the same time what causes stands before what follows. */
export function inOrder(entries: readonly TimelineEntry[]): TimelineEntry[] {
  return entries.toSorted(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
  );
}
