import { z } from "zod";
import type { ApprovalNeed } from "#lib/lifecycle/schema";
import type { Rule, RuleScope } from "./schema.ts";

/** Parameters of rules of the kind `approval`: who must agree before something is published. */
export const ApprovalParams = z.strictObject({
  approvals: z.int().min(1).max(5).default(1).describe("So many different people."),
  by: z
    .enum(["governance", "team", "either"])
    .describe("Whose approval counts: governance's, that of the API's maintainers, or either."),
  when: z
    .enum(["always", "breaking"])
    .default("always")
    .describe("breaking: only where the contract breaks what is live."),
  escalateAfterHours: z
    .int()
    .min(1)
    .max(720)
    .default(48)
    .describe("After so long without a decision governance and administrators are told."),
});

/** A need, with the rule it comes from. */
export interface NeededApproval extends ApprovalNeed {
  rule: string;
  escalateAfterHours: number;
}

interface ApprovalRule {
  id: string;
  name: string;
  params: unknown;
  scope: RuleScope;
}

interface ApprovalFacts {
  api: { tier: number; tags: readonly string[]; team: string };
  environment: string;
  /** Whether it breaks what is live there; null: not known, which counts as breaking. */
  isBreaking: boolean | null;
}

/**
 * The approvals that rules ask for before an environment may serve a content. A rule whose parameters cannot be read asks for
 * governance's: what cannot be judged does not pass.
 */
export function neededApprovals(
  rules: readonly ApprovalRule[],
  { api, environment, isBreaking }: ApprovalFacts,
): NeededApproval[] {
  return rules.flatMap(({ id, name, params, scope }) => {
    const isFor =
      (!scope.tiers || scope.tiers.includes(api.tier)) &&
      (!scope.teams || scope.teams.includes(api.team)) &&
      (!scope.tags || scope.tags.some((tag) => api.tags.includes(tag))) &&
      (!scope.environments || scope.environments.includes(environment));
    if (!isFor) return [];
    const parsed = ApprovalParams.safeParse(params);
    const { approvals, by, when, escalateAfterHours } = parsed.success
      ? parsed.data
      : ApprovalParams.parse({ by: "governance" });
    if (when === "breaking" && isBreaking === false) return [];
    return [{ ruleId: id, rule: name, environment, approvals, by, escalateAfterHours }];
  });
}

/** Who approves what goes to production, as an installation begins. Ids are for good. */
export const DEFAULT_APPROVAL_RULES: readonly Rule[] = [
  {
    id: "rule_tier1-approval",
    name: "Governance approves critical APIs in production",
    kind: "approval",
    params: { approvals: 1, by: "governance", when: "always", escalateAfterHours: 24 },
    scope: { tiers: [1], environments: ["production"] },
    severity: "block",
  },
  {
    id: "rule_tier2-approval",
    name: "Somebody else approves important APIs in production",
    kind: "approval",
    params: { approvals: 1, by: "either", when: "always", escalateAfterHours: 48 },
    scope: { tiers: [2], environments: ["production"] },
    severity: "block",
  },
];
