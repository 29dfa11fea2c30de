import { bindPolicy, findUnenforced, validatePolicy } from "#lib/fallback";
import type { Bindings, Finding, UnboundPolicy } from "#lib/fallback/schema";
import type { BindingsByEnvironment, DraftFinding } from "./schema.ts";

/**
 * What is wrong or risky in a draft. What holds in every environment comes once; what only one environment's addresses
 * cause names it. An environment nobody has bound yet is not a fault.
 */
export function draftFindings(policy: UnboundPolicy, bindings: BindingsByEnvironment): DraftFinding[] {
  const general: DraftFinding[] = [...validatePolicy(policy), ...findUnenforced(policy)];
  const known = new Set(general.map(nameOf));
  const special = Object.entries(bindings).flatMap(([environment, own]) =>
    boundFindings(policy, own)
      .filter((finding) => !known.has(nameOf(finding)))
      .map((finding) => ({ ...finding, environment })),
  );
  return [...general, ...special];
}

function boundFindings(policy: UnboundPolicy, bindings: Bindings): Finding[] {
  if (Object.keys(bindings).length === 0) return [];
  const bound = bindPolicy(policy, bindings);
  return bound.ok ? [...validatePolicy(bound.policy), ...findUnenforced(bound.policy)] : bound.findings;
}

function nameOf(finding: Finding): string {
  return JSON.stringify([finding.code, finding.path]);
}
