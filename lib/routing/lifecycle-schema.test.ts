import { expect, it } from "vitest";
import { RouteLifecycle } from "./schema.ts";

const ends = { stage: "deprecated", deprecatedAtMs: 0 } as const;

it("takes an end with or without a date, and brown-outs that end after they begin", () => {
  expect(RouteLifecycle.parse(ends)).toEqual({ ...ends, brownouts: [] });
  const problems = (of: object) =>
    RouteLifecycle.safeParse({ ...ends, ...of }).error?.issues.map((issue) => issue.path.join(".")) ?? [];
  expect(problems({ brownouts: [{ fromMs: 5, untilMs: 6 }] })).toEqual([]);
  expect(problems({ brownouts: [{ fromMs: 5, untilMs: 5 }] })).toEqual(["brownouts.0.untilMs"]);
  expect(problems({ infoUrl: "javascript:alert(1)" })).toEqual(["infoUrl"]);
  expect(problems({ stage: "published" })).toEqual(["stage"]);
});
