import type { ResolvedPolicy } from "./resolved.ts";
import { addTo, newSlidingCount, slideTo, type SlidingCount } from "./sliding-count.ts";

/** How long a request earns, and a repeat costs. */
const TTL_MS = 10_000;
const REQUEST = { all: 1, marked: 0 };
const REPEAT = { all: 0, marked: 1 };

/**
 * What repeats on the same target or failure domain are paid from: one per version and gateway. Every request of the last
 * 10 s earns `retryRatioPercent` of a repeat, every second earns `minRetriesPerSec`, and every repeat of the last 10 s costs
 * one. Failing over to another failure domain is free. After Finagle's RetryBudget. Advanced in place.
 */
export type RetryBudget = SlidingCount;

export function newRetryBudget(nowMs: number): RetryBudget {
  return newSlidingCount(TTL_MS, nowMs);
}

/** A request came in. Call it once for each, whatever becomes of it. */
export function countRequest(budget: RetryBudget, nowMs: number): void {
  addTo(budget, nowMs, REQUEST);
}

/** Whether one more repeat can be paid for. */
export function affordsRepeat(
  budget: RetryBudget,
  { retryRatioPercent, minRetriesPerSec }: ResolvedPolicy["budget"],
  nowMs: number,
): boolean {
  slideTo(budget, nowMs);
  const earned = (budget.allSum * retryRatioPercent) / 100 + (minRetriesPerSec * TTL_MS) / 1000;
  return earned - budget.markedSum >= 1;
}

/** A repeat is made. */
export function countRepeat(budget: RetryBudget, nowMs: number): void {
  addTo(budget, nowMs, REPEAT);
}
