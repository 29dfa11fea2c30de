import { Router } from "../gateway/router.ts";
import { matchOf, pathOf } from "./many-routes.ts";
import { median } from "./figures.ts";

const LOOKUPS = 200_000;
const ROUNDS = 7;

/** What a lookup costs, in ns. */
export interface LookupCost {
  /** Every route in turn, in an order that no cache likes. */
  allNs: number;
  /** A thousand of them over and over: what is left when they are in the processor's caches. */
  fewNs: number;
  /** The same paths, every one in turn, asked of one plain `Map`: the least that a table of as many entries costs. */
  mapNs: number;
}

const FEW = 1_000;
const REST = "/items/42";

/**
 * Lookups in the gateway's own router, the medians of rounds. Each path is made anew, as a request's is, and what making it
 * costs is taken off.
 */
export function measureLookup(size: number): LookupCost {
  const router = new Router<number>();
  const map = new Map<string, { n: number }>();
  for (let n = 0; n < size; n++) {
    router.set(String(n), JSON.parse(JSON.stringify(matchOf(n))), n);
    map.set(`${pathOf(n)}${REST}`, { n });
  }
  const find = (path: string) => router.find("shop.example", path, "GET").kind === "found";
  const get = (path: string) => (map.get(path)?.n ?? -1) >= 0;
  const make = (path: string) => path.charCodeAt(path.length - 1) === 50;
  const cost = (asked: number, look: (path: string) => boolean): number => {
    const rounds: number[] = [];
    const step = size / asked;
    for (let round = 0; round <= ROUNDS; round++) {
      const [making, finding] = [time({ asked, step }, make), time({ asked, step }, look)];
      if (round > 0) rounds.push(((finding - making) * 1e6) / LOOKUPS);
    }
    return Math.round(median(rounds));
  };
  return { allNs: cost(size, find), fewNs: cost(FEW, find), mapNs: cost(size, get) };
}

function time({ asked, step }: { asked: number; step: number }, look: (path: string) => boolean): number {
  const startedAt = performance.now();
  for (let n = 0; n < LOOKUPS; n++) {
    const route = ((n * 7919) % asked) * step;
    const path = Buffer.from(`${pathOf(route)}${REST}`, "latin1").toString("latin1");
    if (!look(path)) throw new Error(`${path} is not found`);
  }
  return performance.now() - startedAt;
}
