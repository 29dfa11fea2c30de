export * from "./schema.ts";
export type * from "./facts.ts";
export { defineRule, type RuleKind } from "./rule-kind.ts";
export { RULE_KINDS, ruleKind, type RuleKindName } from "./kinds.ts";
export { evaluateRules, isBlocking } from "./evaluate.ts";
