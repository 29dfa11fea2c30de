import { describe, expect, it } from "vitest";
import { alertStep, type Alerting } from "./alert-rule.ts";

const at = (minute: number, second = 0) => new Date(Date.UTC(2026, 10, 25, 12, minute, second));
const open: Alerting = { openedAt: at(0), closedAt: null, alertedAt: null, alertEndedAt: null };

describe("alertStep", () => {
  it("raises once an incident is open for longer than its minutes, at once where that is none", () => {
    expect(alertStep(open, 15, at(15))).toBeUndefined();
    expect(alertStep(open, 15, at(15, 1))).toBe("raise");
    expect(alertStep(open, 0, at(0))).toBeUndefined();
    expect(alertStep(open, 0, at(0, 1))).toBe("raise");
  });

  it("raises nothing twice, and nothing for what is over", () => {
    expect(alertStep({ ...open, alertedAt: at(16) }, 15, at(59))).toBeUndefined();
    expect(alertStep({ ...open, closedAt: at(30) }, 15, at(59))).toBeUndefined();
  });

  it("ends what was raised, once", () => {
    const closed = { ...open, alertedAt: at(16), closedAt: at(30) };
    expect(alertStep(closed, 15, at(31))).toBe("end");
    expect(alertStep({ ...closed, alertEndedAt: at(31) }, 15, at(32))).toBeUndefined();
  });
});
