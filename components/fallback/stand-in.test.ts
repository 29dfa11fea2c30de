import { expect, test } from "vitest";
import type { DraftStandIn } from "#lib/catalogue/schema";
import type { UnboundTarget } from "#lib/fallback/schema";
import { standInSentence, standInsOf } from "./stand-in.ts";

const of = (id: string, apiId: string) =>
  ({ id, kind: "api", apiId, version: "v1", entry: "full_policy" }) as UnboundTarget;
const standIn = (more: Partial<DraftStandIn> = {}): DraftStandIn => ({
  target: "b",
  api: "orders v1",
  revision: 3,
  verdict: "degraded",
  covered: 1,
  operations: 2,
  reasons: [],
  reasonCount: 0,
  ...more,
});

test("a verdict is that of the target it was worked out for", () => {
  const saved = [of("a", "own"), of("b", "orders")];
  expect(standInsOf([standIn()], saved, saved)).toEqual({ b: standIn() });
  expect(standInsOf([standIn()], saved, [of("b", "orders"), of("a", "own")])).toEqual({ b: standIn() });
  expect(standInsOf([standIn()], saved, [of("a", "own"), of("b", "payments")])).toEqual({});
  expect(standInsOf([standIn()], saved, [of("a", "own")])).toEqual({});
});

test.each([
  [{}, "orders v1, as published (revision 3), can answer in part. It has 1 of 2 operations."],
  [
    { revision: null, verdict: "incompatible" as const },
    "orders v1, by its draft, cannot answer in place of this API. It has 1 of 2 operations.",
  ],
  [
    { api: null, verdict: "compatible" as const, covered: null, operations: null },
    "An API that you cannot see can answer in place of this API.",
  ],
])("%j is said", (more, sentence) => {
  expect(standInSentence(standIn(more))).toBe(sentence);
});
