import { describe, expect, it } from "vitest";
import { ApprovalParams, DEFAULT_APPROVAL_RULES, neededApprovals } from "./approval.ts";
import type { RuleScope } from "./schema.ts";

const api = { tier: 1, tags: ["shop"], team: "retail" };
const rule = (params: object, scope: RuleScope = {}) => ({ id: "rule_1", name: "A rule", params, scope });
const needed = (one: ReturnType<typeof rule>, facts: { isBreaking?: boolean | null } = {}) =>
  neededApprovals([one], { api, environment: "production", isBreaking: false, ...facts });

describe("the approvals that rules ask for", () => {
  it("come with the rule's name, and defaults", () => {
    expect(needed(rule({ by: "either" }))).toEqual([
      {
        ruleId: "rule_1",
        rule: "A rule",
        environment: "production",
        approvals: 1,
        by: "either",
        escalateAfterHours: 48,
      },
    ]);
  });

  it.each<[string, RuleScope, number]>([
    ["its tier", { tiers: [1, 2] }, 1],
    ["other tiers", { tiers: [3] }, 0],
    ["its team", { teams: ["retail"] }, 1],
    ["other teams", { teams: ["finance"] }, 0],
    ["one of its tags", { tags: ["web", "shop"] }, 1],
    ["other tags", { tags: ["web"] }, 0],
    ["the environment", { environments: ["production"] }, 1],
    ["other environments", { environments: ["sandbox"] }, 0],
  ])("are asked where the scope is %s", (_, scope, found) => {
    expect(needed(rule({ by: "team" }, scope))).toHaveLength(found);
  });

  it.each([
    [true, 1],
    [null, 1],
    [false, 0],
  ])("are asked for breaking changes: %s", (isBreaking, found) => {
    expect(needed(rule({ by: "team", when: "breaking" }), { isBreaking })).toHaveLength(found);
  });

  it("are governance's where a rule cannot be read", () => {
    expect(needed(rule({ by: "nobody" }))).toMatchObject([{ by: "governance", approvals: 1 }]);
  });
});

describe("the rules an installation begins with", () => {
  it.each(DEFAULT_APPROVAL_RULES)("$id has parameters that fit, and asks in production alone", (one) => {
    expect(ApprovalParams.safeParse(one.params).success).toBe(true);
    const tier = one.scope.tiers?.[0] ?? 0;
    const asked = (environment: string) =>
      neededApprovals([one], { api: { ...api, tier }, environment, isBreaking: false }).length;
    expect([asked("production"), asked("sandbox")]).toEqual([1, 0]);
  });
});
