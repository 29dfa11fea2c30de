import type { Pair } from "./pair.ts";
import type { Delta, Direction } from "./rules.ts";

/** Something that differs within two schemas, and the property's path to it, "" for themselves. */
export interface Met {
  pair: Pair;
  delta: Delta;
  path: string;
  direction: Direction;
}

/** Steps from pair to pair in one comparison: documents can be made to ask for more. */
const STEPS_MAX = 5_000_000;

interface Stop {
  pair: Pair;
  flipped: boolean;
  step: string;
  from: Stop | undefined;
}

/**
 * Walks from pairs of schemas to those they lead to and lists what differs, each thing once, by the shortest way to it.
 * The same start is walked once.
 */
export class Walker {
  private readonly known = { request: new Map<Pair, Met[]>(), response: new Map<Pair, Met[]>() };
  private steps = 0;
  /** It was stopped before its end. */
  isCutShort = false;

  from(root: Pair, direction: Direction): Met[] {
    if (!root.differs) return [];
    const before = this.known[direction].get(root);
    if (before) return before;
    const met = this.walk(root, direction);
    this.known[direction].set(root, met);
    return met;
  }

  private walk(root: Pair, direction: Direction): Met[] {
    const met: Met[] = [];
    const seen = { straight: new Set<Pair>([root]), flipped: new Set<Pair>() };
    const queue: Stop[] = [{ pair: root, flipped: false, step: "", from: undefined }];
    for (let index = 0; index < queue.length; index++) {
      const stop = queue[index];
      if (!stop) break;
      if (++this.steps > STEPS_MAX) {
        this.isCutShort = true;
        return met;
      }
      met.push(...changesAt(stop, direction));
      for (const edge of stop.pair.edges) {
        if (!edge.pair.differs || isHidden(edge, direction)) continue;
        const flipped = edge.flips ? !stop.flipped : stop.flipped;
        const known = flipped ? seen.flipped : seen.straight;
        if (known.has(edge.pair)) continue;
        known.add(edge.pair);
        queue.push({ pair: edge.pair, flipped, step: edge.step, from: stop });
      }
    }
    return met;
  }
}

/** Consumers do not send what is read-only, and are not given what is write-only. */
function isHidden(edge: Pair["edges"][number], direction: Direction): boolean {
  return (direction === "request" ? edge.readOnly : edge.writeOnly) ?? false;
}

function changesAt(stop: Stop, asked: Direction): Met[] {
  const direction = stop.flipped ? opposite(asked) : asked;
  const deltas = stop.pair.deltas
    .filter((delta) => !delta.only || delta.only === direction)
    .map((delta) => (stop.flipped && delta.withinNot ? { ...delta, judgement: delta.withinNot } : delta));
  if (deltas.length === 0) return [];
  const path = pathOf(stop);
  return deltas.map((delta) => ({
    pair: stop.pair,
    delta,
    path: delta.property === undefined ? path : joined(path, delta.property),
    direction,
  }));
}

function opposite(direction: Direction): Direction {
  return direction === "request" ? "response" : "request";
}

function pathOf(stop: Stop): string {
  const steps: string[] = [];
  for (let at: Stop | undefined = stop; at; at = at.from) steps.push(at.step);
  return steps.toReversed().reduce(joined, "");
}

function joined(path: string, step: string): string {
  if (step === "" || path === "" || step.startsWith("[")) return path + step;
  return `${path}.${step}`;
}
