import { expect, test } from "vitest";
import { trendOf } from "./memory-series.ts";

/** A saw: the heap rises and is collected every 10 s; `leakMbPerS` stays each time. */
const saw = (leakMbPerS: number) =>
  Array.from({ length: 600 }, (_, atS) => ({
    atS,
    rssMb: 200 + leakMbPerS * atS,
    heapMb: 50 + (atS % 10) * 3 + leakMbPerS * atS,
  }));

test("a saw without a leak has no slope", () => {
  const trend = trendOf(saw(0), 60);
  expect(trend?.heapSlopeMbPerHour).toBe(0);
  expect(trend?.end).toEqual(trend?.start);
});

test("what stays after each collection is the slope", () => {
  const trend = trendOf(saw(0.01), 60);
  expect(trend?.heapSlopeMbPerHour).toBeCloseTo(36, 0);
  expect((trend?.end.rssMb ?? 0) - (trend?.start.rssMb ?? 0)).toBeGreaterThan(2);
});

test("the warm-up does not count, and too short a run has no trend", () => {
  const warm = saw(0).map((sample) => (sample.atS < 60 ? { ...sample, heapMb: 1 } : sample));
  expect(trendOf(warm, 60)?.heapSlopeMbPerHour).toBe(0);
  expect(trendOf(saw(0).slice(0, 65), 60)).toBeUndefined();
});

test("resident memory that is given back and taken again has no higher peak; a leak has", () => {
  const given = saw(0).map((sample) => ({ ...sample, rssMb: 190 + 10 * Math.sin(sample.atS / 60) }));
  const { before, after } = trendOf(given, 60)?.rssPeakMb ?? { before: 0, after: Infinity };
  expect(after).toBeLessThanOrEqual(before * 1.02);
  const leak = trendOf(saw(0.1), 60)?.rssPeakMb ?? { before: Infinity, after: 0 };
  expect(leak.after).toBeGreaterThan(leak.before * 1.05);
});
