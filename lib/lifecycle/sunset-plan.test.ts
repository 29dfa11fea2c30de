import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { obstaclesToRetirement } from "./obstacles.ts";
import { NOTICE_DAYS, noticeDue } from "./sunset-plan.ts";

const DAY = 86_400_000;
const SUNSET = 400 * DAY;
const at = (daysLeft: number) => SUNSET - daysLeft * DAY;

describe("the notices before a sunset", () => {
  it.each([
    [91, undefined, undefined],
    [90, undefined, 90],
    [90, 90, undefined],
    [31, 90, undefined],
    [30, 90, 30],
    [5, 90, 7],
    [5, undefined, 7],
    [0.5, 7, 1],
    [0.5, 1, undefined],
    [0, 7, undefined],
    [-3, undefined, undefined],
  ])("%s days ahead, given %s: %s", (daysLeft, given, expected) => {
    expect(noticeDue(SUNSET, given, at(daysLeft))).toBe(expected);
  });

  it("are each given once, whenever the job runs", () => {
    const runs = fc.array(fc.double({ min: -2, max: 120, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(runs, (daysLeft) => {
        const given: number[] = [];
        for (const left of daysLeft.toSorted((a, b) => b - a)) {
          const due = noticeDue(SUNSET, given.at(-1), at(left));
          if (due !== undefined) given.push(due);
        }
        expect(new Set(given).size).toBe(given.length);
        expect(given).toEqual(NOTICE_DAYS.filter((days) => given.includes(days)));
      }),
    );
  });
});

describe("what stands in the way of a retirement", () => {
  const free = { nowMs: SUNSET, sunsetAtMs: SUNSET, dependents: [], hiddenDependents: 0, callers: [] };
  const codes = (facts: object) => obstaclesToRetirement({ ...free, ...facts }).map(({ code }) => code);

  it("nothing, once everybody knows and nobody is built on it", () => {
    expect(codes({ callers: [{ application: "shop", wasTold: true }] })).toEqual([]);
  });

  it("is all named at once", () => {
    const dependents = [{ api: "orders", version: "v2", environment: "production" }];
    const callers = [{ application: "shop", wasTold: false }];
    const facts = { ...free, nowMs: SUNSET - DAY, dependents, hiddenDependents: 2, callers };
    const found = obstaclesToRetirement(facts);
    expect(found.map(({ code }) => code)).toEqual(["sunset_ahead", "in_a_chain", "untold_callers"]);
    expect(found[1]?.message).toContain("orders v2 (production), 2 more");
    const { sunsetAtMs: _, ...unannounced } = free;
    expect(obstaclesToRetirement(unannounced).map(({ code }) => code)).toEqual(["no_sunset"]);
  });
});
