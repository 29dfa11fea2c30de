import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  newMeter,
  periodOf,
  prepareLimits,
  rateLimitField,
  retryAfterS,
  takeFrom,
  type Limits,
  type Meter,
} from "./index.ts";

const T0 = Date.UTC(2026, 1, 27, 23, 59, 59);

function taking(limits: Limits, meter: Meter, ...[nowMs, wanted = 1]: [number, number?]): number {
  return takeFrom(meter, limits, { wanted, nowMs }).granted;
}

describe("a rate limit", () => {
  it("gives its burst at once and then what the window gives", () => {
    const limits = prepareLimits({ requests: 10, windowMs: 1_000, burst: 3 }, undefined);
    const meter = newMeter(T0);
    expect([1, 2, 3, 4].map(() => taking(limits, meter, T0))).toEqual([1, 1, 1, 0]);
    expect(retryAfterS(meter, limits, T0)).toBe(1);
    expect(taking(limits, meter, T0 + 99)).toBe(0);
    expect(taking(limits, meter, T0 + 100)).toBe(1);
    expect(taking(limits, meter, T0 + 10_000, 99)).toBe(3);
  });

  it("never gives more than the burst and the rate allow, whatever the clock does", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: -500, max: 2_000 }), fc.integer({ min: 1, max: 50 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 100 }),
        steps,
        (requests, burst, walk) => {
          const limits = prepareLimits({ requests, windowMs: 1_000, burst }, undefined);
          const meter = newMeter(T0);
          let [now, latest, granted] = [T0, T0, 0];
          for (const [step, wanted] of walk) {
            now += step;
            latest = Math.max(latest, now);
            granted += taking(limits, meter, now, wanted);
          }
          expect(granted).toBeLessThanOrEqual(burst + ((latest - T0) * requests) / 1_000 + 1e-6);
        },
      ),
    );
  });

  it("is told as what is left and the whole seconds it is for, never sooner over than the wait", () => {
    const limits = prepareLimits(
      { requests: 1, windowMs: 3_600_000, burst: 5 },
      { requests: 100, per: "day" },
    );
    expect(limits.policy).toBe('"rate";q=5;w=18000, "quota";q=100;w=86400');
    const meter = newMeter(T0);
    taking(limits, meter, T0, 2);
    expect(rateLimitField(meter, limits, T0)).toBe('"rate";r=3;t=10800, "quota";r=98;t=1');
    taking(limits, meter, T0, 3);
    expect(rateLimitField(meter, limits, T0)).toBe('"rate";r=0;t=3600, "quota";r=95;t=1');
    expect(retryAfterS(meter, limits, T0)).toBe(3600);
  });
});

describe("a quota", () => {
  it("is for the calendar day or month, in UTC", () => {
    expect(periodOf("day", T0)).toEqual({ startMs: Date.UTC(2026, 1, 27), endMs: Date.UTC(2026, 1, 28) });
    expect(periodOf("month", T0)).toEqual({ startMs: Date.UTC(2026, 1), endMs: Date.UTC(2026, 2) });
    expect(periodOf("month", Date.UTC(2026, 11, 31)).endMs).toBe(Date.UTC(2027, 0));
  });

  it("begins anew with the period, and says when that is", () => {
    const limits = prepareLimits(undefined, { requests: 2, per: "day" });
    const meter = newMeter(T0);
    expect([1, 2, 3].map(() => taking(limits, meter, T0))).toEqual([1, 1, 0]);
    expect(takeFrom(meter, limits, { wanted: 1, nowMs: T0 }).by).toBe("quota");
    expect(retryAfterS(meter, limits, T0)).toBe(1);
    expect(taking(limits, meter, T0 + 1_000)).toBe(1);
    expect(taking(limits, meter, T0 + 500)).toBe(1);
    expect(taking(limits, meter, T0 + 600)).toBe(0);
  });

  it("counts what was used before a restart, of this period alone", () => {
    const limits = prepareLimits(undefined, { requests: 10, per: "month" });
    const { startMs, endMs } = periodOf("month", T0);
    const kept = { ...newMeter(0), used: 9, periodStartMs: startMs, periodEndMs: endMs };
    expect(taking(limits, kept, T0, 5)).toBe(1);
    const old = { ...newMeter(0), used: 9, periodStartMs: 0, periodEndMs: 1 };
    expect(taking(limits, old, T0, 5)).toBe(5);
  });
});

it("names what is in the way", () => {
  const limits = prepareLimits({ requests: 5, windowMs: 1_000 }, { requests: 3, per: "day" });
  const meter = newMeter(T0);
  expect(takeFrom(meter, limits, { wanted: 4, nowMs: T0 })).toEqual({ granted: 3, by: "quota" });
  const fast = prepareLimits({ requests: 2, windowMs: 1_000 }, { requests: 30, per: "day" });
  expect(takeFrom(newMeter(T0), fast, { wanted: 4, nowMs: T0 })).toEqual({ granted: 2, by: "rate" });
  const open = prepareLimits(undefined, undefined);
  expect(takeFrom(newMeter(T0), open, { wanted: 4, nowMs: T0 })).toEqual({ granted: 4, by: undefined });
});
