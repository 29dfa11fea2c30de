import { expect, test } from "vitest";
import { countOf, formatNumber } from "./format-number.ts";

test("numbers are written alike, whatever their size", () => {
  const plain = new Intl.NumberFormat("en");
  for (const value of [0, -0, 7, -7, 999, -999, 1_000, 12_345, 1_234_567, 0.5, 12.3456, -1_000])
    expect(formatNumber(value)).toBe(plain.format(value === 0 ? 0 : value));
  expect([countOf(1, "gateway"), countOf(0, "gateway"), countOf(1_200, "query", "queries")]).toEqual([
    "1 gateway",
    "0 gateways",
    "1,200 queries",
  ]);
});
