import { Router } from "../gateway/router.ts";
import { matchOf, pathOf } from "./many-routes.ts";
import { median } from "./figures.ts";

const LOOKUPS = 200_000;
const ROUNDS = 7;

/**
 * Nanoseconds per lookup in the gateway's own router, every route in turn in an order that no cache likes; the median of
 * rounds. Each path is made anew, as a request's is, and what making it costs is taken off.
 */
export function measureLookup(size: number): number {
  const router = new Router<number>();
  for (let n = 0; n < size; n++) router.set(String(n), JSON.parse(JSON.stringify(matchOf(n))), n);
  const find = (path: string) => router.find("shop.example", path, "GET").kind === "found";
  const make = (path: string) => path.charCodeAt(path.length - 1) === 50;
  const rounds: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const [making, finding] = [time(size, make), time(size, find)];
    if (round > 0) rounds.push(((finding - making) * 1e6) / LOOKUPS);
  }
  return Math.round(median(rounds));
}

function time(size: number, look: (path: string) => boolean): number {
  const startedAt = performance.now();
  for (let n = 0; n < LOOKUPS; n++) {
    const path = Buffer.from(`${pathOf((n * 7919) % size)}/items/42`, "latin1").toString("latin1");
    if (!look(path)) throw new Error(`${path} is not found`);
  }
  return performance.now() - startedAt;
}
