import { describe, expect, it } from "vitest";
import { brownoutFault, brownoutInWords, type PlannedBrownout } from "./brownouts.ts";

const HOUR = 3_600_000;
const nowMs = Date.UTC(2027, 1, 1);
/** So many hours from now on, for so many. */
const after = (hours: number, lasting = 1): PlannedBrownout => ({
  fromMs: nowMs + hours * HOUR,
  untilMs: nowMs + (hours + lasting) * HOUR,
});
const sunsetAtMs = nowMs + 100 * HOUR;

describe("brown-outs that are to be announced", () => {
  it.each<[string, PlannedBrownout[], PlannedBrownout[], object | undefined]>([
    ["none", [], [], undefined],
    ["a day ahead", [after(24)], [], undefined],
    ["one after the other", [after(30), after(31)], [], undefined],
    ["until the very end", [after(99)], [], undefined],
    ["sooner than a day", [after(30), after(23)], [], { at: 1, member: "from" }],
    ["announced long ago, and soon", [after(1)], [after(1)], undefined],
    ["announced, and over", [after(-5)], [after(-5)], undefined],
    ["announced, and longer now", [after(1, 2)], [after(1)], { at: 0, member: "from" }],
    ["past the version's end", [after(99.5)], [], { at: 0, member: "until" }],
    ["backwards", [after(30, -1)], [], { at: 0, member: "until" }],
    ["over each other", [after(30, 3), after(31)], [], { at: 1, member: "until" }],
  ])("%s", (_, ...[planned, announced, fault]) => {
    const found = brownoutFault({ planned, announced, sunsetAtMs, nowMs });
    expect(found && { at: found.at, member: found.member }).toEqual(fault);
  });

  it("need no end of the version, and are told by the minute", () => {
    const planned = [after(1_000)];
    expect(brownoutFault({ planned, announced: [], sunsetAtMs: undefined, nowMs })).toBeUndefined();
    expect(brownoutInWords(after(10, 1.5))).toBe("2027-02-01 10:00 to 2027-02-01 11:30 UTC");
  });
});
