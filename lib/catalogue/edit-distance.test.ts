import { expect, test } from "vitest";
import { allowedTypos, distanceToBeginning } from "./edit-distance.ts";

test.each([
  ["payment", "payments", 0],
  ["paymnt", "payment", 1],
  ["ordres", "orders", 1],
  ["authentcat", "authentication", 1],
  ["xayment", "payment", 1],
  ["refnud", "refund", 1],
  ["invioce", "invoices", 1],
  ["cat", "dog", 3],
  ["", "dog", 0],
])("%s is from the beginning of %s %i away", (typed, word, distance) => {
  expect(distanceToBeginning(typed, word)).toBe(distance);
});

test("short words are taken as they are, long ones may have two faults", () => {
  expect([3, 4, 7, 8, 20].map(allowedTypos)).toEqual([0, 1, 1, 2, 2]);
});
