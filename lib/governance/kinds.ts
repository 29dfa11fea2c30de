import { breakingChange } from "./breaking-change.ts";
import { chainDeadline } from "./chain-deadline.ts";
import { contact } from "./contact.ts";
import { fallbackContract } from "./fallback-contract.ts";
import { fallbackFailureDomain } from "./fallback-failure-domain.ts";
import { fallbackPresent } from "./fallback-present.ts";
import { naming } from "./naming.ts";
import { noPlainHttpFallback } from "./no-plain-http-fallback.ts";
import { openapiStyle } from "./openapi-style.ts";
import type { RuleKind } from "./rule-kind.ts";
import { securityScheme } from "./security-scheme.ts";
import { sunsetNotice } from "./sunset-notice.ts";
import { versioning } from "./versioning.ts";

/** Every sort of rule that content can be judged by, by its stable name. */
export const RULE_KINDS = {
  "fallback-present": fallbackPresent,
  "fallback-failure-domain": fallbackFailureDomain,
  "fallback-contract": fallbackContract,
  "no-plain-http-fallback": noPlainHttpFallback,
  "openapi-style": openapiStyle,
  "chain-deadline": chainDeadline,
  "breaking-change": breakingChange,
  "sunset-notice": sunsetNotice,
  "security-scheme": securityScheme,
  contact,
  naming,
  versioning,
} as const;

export type RuleKindName = keyof typeof RULE_KINDS;

/** `undefined`: content is not judged by this sort of rule, or this product does not know it. */
export function ruleKind(name: string): RuleKind | undefined {
  // Cast: each kind's own parameters are parsed by its own schema before they are given to it.
  return Object.hasOwn(RULE_KINDS, name)
    ? (RULE_KINDS[name as RuleKindName] as unknown as RuleKind)
    : undefined;
}
