import { expect, it } from "vitest";
import { revisionSteps } from "./revision-steps.ts";

const environments = ["sandbox", "production", "idle"];
const served = [
  { environment: "sandbox", revision: 5 },
  { environment: "production", revision: 3 },
];
const may = { served, mayRollBack: true, mayPromote: true };

it.each([
  [2, ["sandbox", "production"], ["idle"]],
  [3, ["sandbox"], ["idle"]],
  [4, ["sandbox"], ["production", "idle"]],
  [5, [], ["production", "idle"]],
])(
  "revision %i goes back where a later one is served, and on where an earlier one or nothing is",
  (number, back, on) => {
    const steps = revisionSteps(number, environments, may);
    const of = (action: string) => steps.find((step) => step.action === action)?.environments ?? [];
    expect([of("roll_back"), of("promote")]).toEqual([back, on]);
  },
);

it("offers nothing to those who may not", () => {
  expect(revisionSteps(4, environments, { ...may, mayRollBack: false, mayPromote: false })).toEqual([]);
});
