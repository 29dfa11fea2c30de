import { describe, expect, it } from "vitest";
import { LATENCY_BUCKETS_MS, latencyPercentileMs } from "./index.ts";

const buckets = (counts: Record<number, number>) =>
  Array.from({ length: LATENCY_BUCKETS_MS.length + 1 }, (_, index) => counts[index] ?? 0);

describe("latencyPercentileMs", () => {
  it("interpolates within the bucket", () => {
    expect(latencyPercentileMs(buckets({ 4: 100 }), 50)).toBe(15);
    expect(latencyPercentileMs(buckets({ 0: 50, 4: 50 }), 95)).toBe(19);
  });

  it("has no answer without requests, and a lower bound in the open bucket", () => {
    expect(latencyPercentileMs(buckets({}), 50)).toBeNull();
    expect(latencyPercentileMs([], 50)).toBeNull();
    expect(latencyPercentileMs(buckets({ [LATENCY_BUCKETS_MS.length]: 3 }), 50)).toBe(10_000);
  });

  it("counts through to the last bucket that holds any", () => {
    expect(latencyPercentileMs(buckets({ 1: 1 }), 100)).toBe(2);
  });
});
