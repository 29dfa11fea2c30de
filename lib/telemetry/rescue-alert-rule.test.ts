import { expect, test } from "vitest";
import { rescueAlertStep, type Rescues } from "./rescue-alert-rule.ts";

const at = (minute: number) => new Date(minute * 60_000);
const rescued: Rescues = {
  answeredAt: null,
  rescued: 3,
  firstRescuedAt: at(0),
  answered: 3,
  failures: 3,
  afterMinutes: 15,
  isIncident: false,
  primaryTarget: "a",
  alert: null,
};
const step = (over: Partial<Rescues>, minute: number) => rescueAlertStep({ ...rescued, ...over }, at(minute));

test("three rescues without an answer of the primary raise it once they go on for longer than the limit", () => {
  expect([step({}, 15), step({}, 15.1)]).toEqual([undefined, "raise"]);
  expect(step({ rescued: 2 }, 20)).toBeUndefined();
  expect(step({ firstRescuedAt: null, rescued: 0 }, 20)).toBeUndefined();
  expect(step({ primaryTarget: null }, 20)).toBeUndefined();
});

test("what other targets answer because the primary does not take it raises nothing", () => {
  expect(step({ rescued: 8, answered: 10 }, 20)).toBeUndefined();
  expect(step({ rescued: 9, answered: 10 }, 20)).toBe("raise");
});

test("rescues from other targets raise nothing", () => {
  expect(step({ failures: 2 }, 20)).toBeUndefined();
});

test("an open incident has an alert of its own", () => {
  expect(step({ isIncident: true }, 20)).toBeUndefined();
});

test("it stands until the primary answers, or is the primary no longer", () => {
  const alert = { raisedAt: at(16), primaryTarget: "a" };
  expect(step({ alert, answeredAt: at(16) }, 99)).toBeUndefined();
  expect(step({ alert, rescued: 0, firstRescuedAt: null, isIncident: true }, 99)).toBeUndefined();
  expect(step({ alert, answeredAt: at(17) }, 18)).toBe("end");
  expect(step({ alert, primaryTarget: "b" }, 18)).toBe("end");
  expect(step({ alert, primaryTarget: null }, 18)).toBe("end");
});
