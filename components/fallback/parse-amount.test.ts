import { expect, it } from "vitest";
import { parseAmount } from "./parse-amount.ts";

it.each([
  ["4000", { unit: "ms" }, 4000],
  ["4 s", { unit: "ms" }, 4000],
  ["1.5s", { unit: "ms" }, 1500],
  ["2 min", { unit: "ms" }, 120_000],
  ["64 KiB", { unit: "bytes" }, 65_536],
  ["20 %", { unit: "%" }, 20],
  ["0.5", { unit: "%", fraction: true }, 0.5],
  ["", {}, undefined],
  ["0.5", {}, null],
  ["0.0001 s", { unit: "ms" }, null],
  ["4 s", {}, null],
  ["-1", {}, null],
  ["12345678901", {}, null],
  ["many", { unit: "ms" }, null],
] as const)("reads %j %j as %s", (text, how, amount) => {
  expect(parseAmount(text, how)).toBe(amount);
});
