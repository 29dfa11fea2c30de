import { describe, expect, it } from "vitest";
import type { StyleOutcome } from "#lib/openapi/schema";
import { evaluateRules, rulesFor } from "./evaluate.ts";
import { styleRuleset } from "./openapi-style.ts";
import { facts, rule } from "./test-facts.ts";

const now = new Date("2026-03-01T00:00:00Z");
const problem = {
  severity: "error",
  rule: "operation-summary",
  message: "No summary.",
  pointer: "/paths",
} as const;
const outcome = (problems: number): StyleOutcome => ({
  ok: true,
  errors: problems,
  warnings: 1,
  problems: [
    ...Array.from({ length: problems }, () => problem),
    { ...problem, severity: "warn", message: "Mild." },
  ],
});

function judged(params: object, found?: StyleOutcome): string[] {
  const ruleset = { builtIn: "recommended" } as const;
  const styles = found ? [{ ruleset, outcome: found }] : [];
  const findings = evaluateRules([rule("openapi-style", { params })], [], { facts: facts({ styles }), now });
  return findings.map(({ message }) => message);
}

describe("the style of a document", () => {
  it("is kept where the linter finds nothing that counts", () => {
    expect(judged({}, outcome(0))).toEqual([]);
    expect(judged({ least: "warn" }, outcome(0))).toEqual(["Mild. (operation-summary, at /paths)"]);
  });

  it("tells the first problems, and how many more there are", () => {
    const messages = judged({}, outcome(14));
    expect(messages).toHaveLength(11);
    expect(messages).toContain("4 more problems of style.");
  });

  it("does not pass what is not judged, or cannot be", () => {
    expect(judged({})).toEqual(["The document's style is not judged yet."]);
    expect(judged({ ruleset: "minimal" }, outcome(0))).toEqual(["The document's style is not judged yet."]);
    const of = (which: "ruleset" | "document") => judged({}, { ok: false, which, message: "Too large." });
    expect(of("ruleset")).toEqual([expect.stringMatching(/^The ruleset cannot be used: Too large\./)]);
    expect(of("document")).toEqual([expect.stringMatching(/cannot be judged: Too large\./)]);
  });

  it("asks for an own ruleset's text", () => {
    expect(judged({ ruleset: "own" })).toEqual([expect.stringMatching(/cannot be judged as it is set/)]);
    expect(styleRuleset({ kind: "openapi-style", params: { ruleset: "own", text: "rules: {}" } })).toEqual({
      text: "rules: {}",
    });
    expect(styleRuleset({ kind: "openapi-style", params: { ruleset: "own" } })).toBeUndefined();
    expect(styleRuleset({ kind: "naming", params: {} })).toBeUndefined();
  });
});

it("the rules for content are those of its scope and occasion", () => {
  const rules = [
    rule("fallback-present"),
    rule("openapi-style", { scope: { tiers: [4] } }),
    rule("approval"),
  ];
  expect(rulesFor(rules, facts()).map(({ kind }) => kind)).toEqual(["fallback-present"]);
});
