import { LATENCY_BUCKETS_MS } from "./schema.ts";

/**
 * The latency in ms below which `percent` of the counted requests fall, interpolated within its bucket; null without
 * requests. In the open last bucket the lower bound is the answer: at least that.
 */
export function latencyPercentileMs(buckets: readonly number[], percent: number): number | null {
  const total = buckets.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = (total * percent) / 100;
  let below = 0;
  for (const [index, count] of buckets.entries()) {
    if (count === 0 || below + count < rank) {
      below += count;
      continue;
    }
    const from = index === 0 ? 0 : (LATENCY_BUCKETS_MS[index - 1] ?? 0);
    const to = LATENCY_BUCKETS_MS[index] ?? from;
    return Math.round((from + ((rank - below) / count) * (to - from)) * 10) / 10;
  }
  return LATENCY_BUCKETS_MS.at(-1) ?? null;
}
