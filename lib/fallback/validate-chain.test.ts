import { expect, it } from "vitest";
import { FallbackPolicy, type Target } from "./schema.ts";
import { checkChain } from "./validate-chain.ts";

type Http = Extract<Target, { kind: "http" }>;

function found(chain: Partial<Http>[], deadlineMs = 20_000): string[] {
  const policy = FallbackPolicy.parse({
    apiVersion: "fallback/v1",
    id: "sample",
    chain: chain.map((more, at) => ({
      id: `t${at}`,
      kind: "http",
      endpoints: [{ url: `https://t${at}.example` }],
      ...more,
    })),
    budget: { deadlineMs },
  });
  return checkChain(policy).map(({ severity, code, path }) => `${severity} ${code} ${path.join(".")}`);
}

it("names every target that is never tried, also behind those that take too long", () => {
  const needy = { minUsefulMs: 30_000 };
  expect(found([{ timeouts: { firstByteMs: 30_000 } }, needy, needy])).toEqual([
    "error never-useful chain.1.minUsefulMs",
    "error never-useful chain.2.minUsefulMs",
    "warning deadline-too-short budget.deadlineMs",
  ]);
});

it("says once that a deadline is too short for every target", () => {
  expect(found([{}, {}], 10)).toEqual(["error never-useful budget.deadlineMs"]);
});
