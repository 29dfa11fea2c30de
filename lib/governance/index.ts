export * from "./schema.ts";
export type * from "./facts.ts";
export type { RuleKind } from "./rule-kind.ts";
export { RULE_KINDS, ruleKind, type RuleKindName } from "./kinds.ts";
export { styleRuleset } from "./openapi-style.ts";
export { evaluateRules, isBlocking, rulesFor } from "./evaluate.ts";
export { combineScores, coverageOf, score, type Judgement, type Score } from "./score.ts";
export { ApprovalParams, DEFAULT_APPROVAL_RULES, neededApprovals, type NeededApproval } from "./approval.ts";
export { DEFAULT_RULES } from "./default-rules.ts";
