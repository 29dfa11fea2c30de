import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { CASES } from "./cases/index.ts";
import { DOCUMENT, renderDocument } from "./document.ts";
import { COMPARED, readFindings } from "./findings.ts";

it("docs/conformance.md holds what the findings say: npm run docs:conformance", () => {
  expect(readFileSync(DOCUMENT, "utf8")).toBe(renderDocument(CASES, COMPARED.map(readFindings)));
});

it("the built-in gateway passes all cases", () => {
  const failing = Object.entries(readFindings("understudy").cases).filter(
    ([, { verdict }]) => verdict !== "pass",
  );
  expect(failing.map(([id]) => id)).toEqual([]);
});

it("there is a case for every line of the model's list, and a finding for every case and product", () => {
  const numbers = Array.from({ length: 27 }, (_, i) => `c${String(i + 1).padStart(2, "0")}`);
  expect(CASES.map(({ id }) => id)).toEqual(numbers);
  for (const name of COMPARED) expect(Object.keys(readFindings(name).cases)).toEqual(numbers);
});
