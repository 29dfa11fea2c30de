import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RuleSeverity } from "./schema.ts";
import { combineScores, coverageOf, score, type Judgement } from "./score.ts";

const waiver = { id: "wvr_1", until: "2027-01-01T00:00:00.000Z" };
const rules = (...severities: RuleSeverity[]) =>
  severities.map((severity, index) => ({ id: `rule_${index}`, severity }));
const broken = (index: number, isWaived = false) => ({
  ruleId: `rule_${index}`,
  ...(isWaived ? { waiver } : {}),
});

describe("the score of an API", () => {
  it.each<[string, Judgement, number | null]>([
    ["all kept", { rules: rules("block", "info"), findings: [] }, 100],
    ["none is for it", { rules: [], findings: [broken(0)] }, null],
    ["all broken", { rules: rules("block"), findings: [broken(0)] }, 0],
    [
      "what blocks counts ten times what informs",
      { rules: rules("block", "info"), findings: [broken(0)] },
      9,
    ],
    ["what informs counts little", { rules: rules("block", "info"), findings: [broken(1)] }, 90],
    ["often broken is broken once", { rules: rules("block", "block"), findings: [broken(0), broken(0)] }, 50],
    ["waived is half", { rules: rules("warn"), findings: [broken(0, true)] }, 50],
    ["waived in part is broken", { rules: rules("warn"), findings: [broken(0, true), broken(0)] }, 0],
  ])("%s", (_what, judgement, expected) => {
    expect(score([judgement]).score).toBe(expected);
  });

  it("counts broken rules, waived ones apart, over all judgements", () => {
    const one = { rules: rules("block", "warn", "info"), findings: [broken(0), broken(1, true)] };
    const other = { rules: rules("block", "warn", "info"), findings: [broken(0), broken(2)] };
    expect(score([one, other])).toEqual({ score: 23, block: 2, warn: 0, info: 1, waived: 1 });
  });

  const judgement: fc.Arbitrary<Judgement> = fc.record({
    rules: fc
      .array(fc.constantFrom<RuleSeverity>("block", "warn", "info"), { minLength: 1, maxLength: 6 })
      .map((severities) => rules(...severities)),
    findings: fc.array(
      fc.tuple(fc.nat(6), fc.boolean()).map(([index, isWaived]) => broken(index, isWaived)),
      { maxLength: 8 },
    ),
  });

  it("is 100 exactly where nothing is broken, and never grows by a finding", () => {
    fc.assert(
      fc.property(fc.array(judgement, { minLength: 1, maxLength: 4 }), fc.nat(5), (judgements, index) => {
        const before = score(judgements);
        const isWhole = before.block + before.warn + before.info + before.waived === 0;
        expect(before.score === 100).toBe(isWhole);
        const [first, ...rest] = judgements;
        if (!first) return;
        const after = score([{ ...first, findings: [...first.findings, broken(index)] }, ...rest]);
        expect(after.score).toBeLessThanOrEqual(before.score ?? 100);
        expect(after.score).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("the score of many", () => {
  it("weighs critical APIs more, and leaves out those without a score", () => {
    expect(combineScores([])).toBeNull();
    expect(combineScores([{ tier: 1, score: null }])).toBeNull();
    const parts = [
      { tier: 1, score: 100 },
      { tier: 4, score: 0 },
      { tier: 2, score: null },
    ];
    expect(combineScores(parts)).toBe(80);
  });
});

describe("coverage", () => {
  const [tested, untested] = [{ hasAnswered: true }, { hasAnswered: false }];
  it.each([
    ["no fallback", [[]], "none"],
    ["one chain without", [[tested], []], "none"],
    ["one that never answered", [[untested]], "untested"],
    ["one chain untested", [[tested], [untested]], "untested"],
    ["one of two has answered", [[untested, tested]], "tested"],
  ] as const)("%s", (_what, chains, expected) => {
    expect(coverageOf(chains)).toBe(expected);
  });
});
