import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { affordsRepeat, countRepeat, countRequest, newRetryBudget } from "./retry-budget.ts";
import { addTo, newSlidingCount } from "./sliding-count.ts";

describe("a sliding count", () => {
  it("never forgets what is newer than nine tenths of the window, nor keeps what is older than it", () => {
    const steps = fc.array(fc.record({ afterMs: fc.nat(3000), marked: fc.boolean() }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.constantFrom(100, 1000, 10_000), (events, windowMs) => {
        const count = newSlidingCount(windowMs, 0);
        const at: number[] = [];
        let nowMs = 0;
        for (const { afterMs, marked } of events) {
          nowMs += afterMs;
          at.push(nowMs);
          addTo(count, nowMs, { all: 1, marked: marked ? 1 : 0 });
          const newerThan = (ms: number) => at.filter((time) => time > nowMs - ms).length;
          expect(count.allSum).toBeGreaterThanOrEqual(newerThan(windowMs * 0.9));
          expect(count.allSum).toBeLessThanOrEqual(newerThan(windowMs));
          expect(count.all.reduce((sum, n) => sum + n, 0)).toBe(count.allSum);
          expect(count.markedSum).toBeLessThanOrEqual(count.allSum);
        }
      }),
    );
  });

  it("counts into the newest bucket when the clock goes back", () => {
    const count = newSlidingCount(1000, 5000);
    addTo(count, 4000, { all: 1, marked: 1 });
    expect(count).toMatchObject({ allSum: 1, markedSum: 1, newest: 50 });
  });
});

describe("the retry budget", () => {
  const settings = {
    deadlineMs: 1000,
    maxAttempts: 4,
    retryRatioPercent: 20,
    minRetriesPerSec: 0,
  };
  const spendAll = (budget: ReturnType<typeof newRetryBudget>, given: typeof settings, nowMs: number) => {
    let spent = 0;
    for (; affordsRepeat(budget, given, nowMs); spent++) countRepeat(budget, nowMs);
    return spent;
  };

  it("pays for a share of the requests of the last ten seconds", () => {
    const budget = newRetryBudget(0);
    for (let n = 0; n < 100; n++) countRequest(budget, n);
    expect(spendAll(budget, settings, 100)).toBe(20);
    expect(affordsRepeat(budget, settings, 9000)).toBe(false);
    expect(affordsRepeat(budget, settings, 10_100)).toBe(false);
  });

  it("earns the minimum without traffic, and again when what was spent is ten seconds old", () => {
    const given = { ...settings, retryRatioPercent: 0, minRetriesPerSec: 1 };
    const budget = newRetryBudget(0);
    expect(spendAll(budget, given, 0)).toBe(10);
    expect(affordsRepeat(budget, given, 9999)).toBe(false);
    expect(spendAll(budget, given, 10_000)).toBe(10);
  });
});
