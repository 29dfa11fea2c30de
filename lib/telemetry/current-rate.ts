import type { LiveMinute } from "./schema.ts";

const MINUTE_MS = 60_000;

/**
 * Requests of the last 60 s by target, from whole minutes: the present one, and of the one before it the share that still
 * lies within 60 s, as if its requests had come evenly.
 */
export function lastMinute(traffic: readonly LiveMinute[], now: Date): Map<string, number> {
  const present = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const leftOfPrevious = 1 - (now.getTime() - present) / MINUTE_MS;
  const counts = new Map<string, number>();
  for (const { minute, target, requests } of traffic) {
    const at = Date.parse(minute);
    const weight = at === present ? 1 : at === present - MINUTE_MS ? leftOfPrevious : 0;
    if (weight > 0) counts.set(target, (counts.get(target) ?? 0) + requests * weight);
  }
  return counts;
}
