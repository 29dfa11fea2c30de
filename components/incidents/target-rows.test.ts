import { describe, expect, it } from "vitest";
import { answeredByTarget, axisTicks, tickLabel } from "./target-rows.ts";

const at = (second: number) => Date.UTC(2026, 10, 25, 12, 0, second);
const segment = (node: string, target: string, [from, to]: [number, number]) => ({
  node,
  target,
  reason: target === "secondary" ? "connect_refused" : "",
  from: new Date(at(from)).toISOString(),
  to: new Date(at(to)).toISOString(),
});

describe("answeredByTarget", () => {
  it("splits where gateways differ and joins where nothing changes", () => {
    const answered = answeredByTarget({
      segments: [
        segment("gw-1", "primary", [0, 10]),
        segment("gw-1", "secondary", [10, 60]),
        segment("gw-2", "primary", [0, 12]),
        segment("gw-2", "secondary", [12, 60]),
      ],
    });
    expect(
      answered.map(({ target, nodes, fromMs, toMs }) => [
        target,
        nodes.join("+"),
        fromMs - at(0),
        toMs - at(0),
      ]),
    ).toEqual([
      ["primary", "gw-1+gw-2", 0, 10_000],
      ["secondary", "gw-1", 10_000, 12_000],
      ["primary", "gw-2", 10_000, 12_000],
      ["secondary", "gw-1+gw-2", 12_000, 60_000],
    ]);
    expect(answered[1]?.reason).toBe("connect_refused");
  });

  it("leaves a gap where nobody has reported", () => {
    const answered = answeredByTarget({
      segments: [segment("gw-1", "a", [0, 5]), segment("gw-1", "a", [8, 9])],
    });
    expect(answered).toHaveLength(2);
  });
});

describe("the axis", () => {
  it("has round times, at most so many", () => {
    expect(axisTicks(at(1), at(59), 5).map((tick) => tick - at(0))).toEqual([15_000, 30_000, 45_000]);
    expect(axisTicks(at(0), at(0) + 3_600_000, 6)).toHaveLength(7);
    expect(tickLabel(at(15), 60_000)).toBe("12:00:15");
    expect(tickLabel(at(0), 3_600_000)).toBe("12:00");
    expect(tickLabel(at(0), 5 * 86_400_000)).toBe("11-25");
  });
});
