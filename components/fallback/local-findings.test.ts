import { expect, it } from "vitest";
import { refusedFindings } from "./local-findings.ts";

it("puts what a save was refused for at the fields it names, in the environment that is shown", () => {
  const refused = (...path: (string | number)[]) => ({ path, message: path.join(".") });
  const found = refusedFindings(
    [
      refused("policy", "chain", 1, "apiId"),
      refused("routes", 0, "pathPrefix"),
      refused("bindings", "production", "primary", "auth", "secretRef"),
      refused("bindings", "sandbox", "primary", "auth", "secretRef"),
      refused("etag"),
    ],
    "production",
  );
  expect(found.map(({ path }) => path)).toEqual([
    ["chain", 1, "apiId"],
    ["routes", 0, "pathPrefix"],
    ["bindings", "primary", "auth", "secretRef"],
  ]);
  expect(refusedFindings(undefined, "production")).toEqual([]);
});
