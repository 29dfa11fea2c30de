import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateRules, isBlocking } from "./evaluate.ts";
import type { RuleFacts } from "./facts.ts";
import { RULE_KINDS } from "./kinds.ts";
import type { ActiveWaiver, Rule, RuleScope } from "./schema.ts";
import { endpoint, environment, facts, rule, target } from "./test-facts.ts";

const now = new Date("2026-03-01T00:00:00Z");
const alone = { apiVersion: "fallback/v1", id: "default", chain: [{ id: "primary", kind: "http" }] } as const;
const withoutFallback = facts({
  policy: { ...alone, chain: [...alone.chain] },
  environments: [environment({ targets: [target(0)] })],
});

function waiver(ruleId: string, over: Partial<ActiveWaiver> = {}): ActiveWaiver {
  return { id: `wvr_${ruleId}`, ruleId, versionId: null, until: new Date("2026-04-01T00:00:00Z"), ...over };
}

describe("which rules apply", () => {
  it.each<[string, RuleScope, number]>([
    ["all, without a scope", {}, 1],
    ["its tier", { tiers: [1, 2] }, 1],
    ["other tiers", { tiers: [3] }, 0],
    ["one of its tags", { tags: ["web", "shop"] }, 1],
    ["other tags", { tags: ["web"] }, 0],
    ["its team", { teams: ["retail"] }, 1],
    ["other teams", { teams: ["finance"] }, 0],
    ["where it is judged for", { environments: ["production"] }, 1],
    ["other environments", { environments: ["sandbox"] }, 0],
    ["its tier, but another team", { tiers: [1], teams: ["finance"] }, 0],
  ])("%s", (_, scope, found) => {
    const rules = [rule("fallback-present", { scope })];
    expect(evaluateRules(rules, [], { facts: withoutFallback, now })).toHaveLength(found);
  });

  it("looks only at the environments of the scope", () => {
    const plain = target(1, { endpoints: [endpoint("http://fallback1.example.com")] });
    const environments = ["sandbox", "production"].map((slug) =>
      environment({ slug, targets: [target(0), plain] }),
    );
    const rules = [rule("no-plain-http-fallback", { scope: { environments: ["sandbox"] } })];
    const found = evaluateRules(rules, [], { facts: facts({ environments }), now });
    expect(found.map((finding) => finding.environment)).toEqual(["sandbox"]);
  });

  it("passes over kinds that judge no content, and those of a later product", () => {
    const rules = [rule("approval"), rule("constructor")];
    expect(evaluateRules(rules, [], { facts: withoutFallback, now })).toEqual([]);
  });

  it("does not pass what it cannot judge", () => {
    const broken = [rule("fallback-present", { params: { kinds: "all" } })];
    const [finding] = evaluateRules(broken, [], { facts: facts(), now });
    expect(finding).toMatchObject({ severity: "block", path: [] });
  });
});

describe("waivers", () => {
  const rules = [rule("fallback-present")];
  const judged = (waivers: ActiveWaiver[]) =>
    evaluateRules(rules, waivers, { facts: withoutFallback, now }).map((finding) => isBlocking(finding));

  it("let a breach pass until they end", () => {
    expect(judged([])).toEqual([true]);
    expect(judged([waiver("rule_fallback-present")])).toEqual([false]);
    expect(judged([waiver("rule_fallback-present", { until: now })])).toEqual([true]);
  });

  it("hold for the version they are for", () => {
    expect(judged([waiver("rule_fallback-present", { versionId: "ver_1" })])).toEqual([false]);
    expect(judged([waiver("rule_fallback-present", { versionId: "ver_2" })])).toEqual([true]);
  });

  it("are told at the finding, the one that lasts longest", () => {
    const until = new Date("2026-05-01T00:00:00Z");
    const waivers = [
      waiver("rule_fallback-present"),
      waiver("rule_fallback-present", { id: "wvr_long", until }),
    ];
    expect(evaluateRules(rules, waivers, { facts: withoutFallback, now })).toEqual([
      expect.objectContaining({ waiver: { id: "wvr_long", until: "2026-05-01T00:00:00.000Z" } }),
    ]);
  });
});

describe("for any rules and waivers", () => {
  const anyRule: fc.Arbitrary<Rule> = fc.record({
    id: fc.stringMatching(/^rule_[a-c]$/),
    name: fc.constant("A rule"),
    kind: fc.constantFrom(...Object.keys(RULE_KINDS), "approval"),
    params: fc.constantFrom({}, { unknown: true }),
    scope: fc.constantFrom<RuleScope>(
      {},
      { tiers: [1] },
      { tiers: [4] },
      { environments: ["production"] },
      { tags: ["shop"] },
    ),
    severity: fc.constantFrom("block", "warn", "info"),
  });
  const anyWaiver: fc.Arbitrary<ActiveWaiver> = fc.record({
    id: fc.stringMatching(/^wvr_[a-d]$/),
    ruleId: fc.stringMatching(/^rule_[a-d]$/),
    versionId: fc.constantFrom(null, "ver_1", "ver_2"),
    until: fc.date({ min: new Date("2026-02-01"), max: new Date("2026-04-01"), noInvalidDate: true }),
  });
  const someFacts = fc.constantFrom<RuleFacts>(facts(), withoutFallback);
  const rules = fc.uniqueArray(anyRule, { selector: ({ id }) => id, maxLength: 3 });
  const waivers = fc.uniqueArray(anyWaiver, { selector: ({ id }) => id, maxLength: 4 });

  it("their order plays no part", () => {
    fc.assert(
      fc.property(rules, waivers, someFacts, (given, let_, of) => {
        const there = evaluateRules(given, let_, { facts: of, now });
        const back = evaluateRules(given.toReversed(), let_.toReversed(), { facts: of, now });
        expect(back).toEqual(there);
      }),
    );
  });

  it("a waiver lets no other rule pass", () => {
    fc.assert(
      fc.property(rules, waivers, fc.tuple(anyWaiver, someFacts), (given, let_, [added, of]) => {
        const blocking = (some: ActiveWaiver[]) =>
          evaluateRules(given, some, { facts: of, now }).filter(
            (finding) => isBlocking(finding) && finding.ruleId !== added.ruleId,
          );
        const others = let_.filter(({ id }) => id !== added.id);
        expect(blocking([...others, added])).toEqual(blocking(others));
      }),
    );
  });

  it("a rule is judged as if it were alone", () => {
    fc.assert(
      fc.property(rules, waivers, someFacts, (given, let_, of) => {
        const together = evaluateRules(given, let_, { facts: of, now });
        for (const one of given) {
          const own = together.filter(({ ruleId }) => ruleId === one.id);
          expect(own).toEqual(evaluateRules([one], let_, { facts: of, now }));
        }
      }),
    );
  });
});
