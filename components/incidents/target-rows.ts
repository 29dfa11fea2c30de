import type { Ribbon } from "#lib/telemetry/schema";

/** One target answered new requests, at these gateways, from one time to another. ms since 1970. */
export interface Answered {
  target: string;
  nodes: string[];
  reason: string;
  fromMs: number;
  toMs: number;
}

/** What each target answered when, all gateways together: in time order, a new entry wherever who answers where changes. */
export function answeredByTarget({ segments }: Pick<Ribbon, "segments">): Answered[] {
  const edges = [...new Set(segments.flatMap(({ from, to }) => [Date.parse(from), Date.parse(to)]))].toSorted(
    (a, b) => a - b,
  );
  const all: Answered[] = [];
  for (const [index, fromMs] of edges.entries()) {
    const toMs = edges[index + 1];
    if (toMs === undefined) break;
    const present = segments.filter(({ from, to }) => Date.parse(from) <= fromMs && Date.parse(to) >= toMs);
    for (const [target, own] of Map.groupBy(present, (segment) => segment.target)) {
      const nodes = own.map(({ node }) => node).toSorted();
      const last = all.findLast((one) => one.target === target);
      if (last?.toMs === fromMs && last.nodes.join() === nodes.join()) last.toMs = toMs;
      else all.push({ target, nodes, reason: own[0]?.reason ?? "", fromMs, toMs });
    }
  }
  return all;
}

const STEPS_MS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800,
].map((seconds) => seconds * 1000);

/** Round times within a range, at most `most` of them, for an axis. */
export function axisTicks(fromMs: number, toMs: number, most: number): number[] {
  const step = STEPS_MS.find((size) => (toMs - fromMs) / size <= most) ?? Math.ceil((toMs - fromMs) / most);
  const ticks: number[] = [];
  for (let at = Math.ceil(fromMs / step) * step; at <= toMs; at += step) ticks.push(at);
  return ticks;
}

/** "12:05", or "12:05:30" where seconds matter; "25 Nov 12:00" over days. UTC, as all absolute times. */
export function tickLabel(atMs: number, spanMs: number): string {
  const iso = new Date(atMs).toISOString();
  if (spanMs > 2 * 86_400_000) return iso.slice(5, 10);
  return spanMs < 10 * 60_000 ? iso.slice(11, 19) : iso.slice(11, 16);
}
