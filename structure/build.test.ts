import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

it("checks types from nothing: what tsc 7 keeps of a build hides what a pull has added since", () => {
  const config = JSON.parse(readFileSync(join(import.meta.dirname, "../tsconfig.json"), "utf8")) as {
    compilerOptions: { incremental?: boolean };
  };
  expect(config.compilerOptions.incremental).toBe(false);
});
