import {
  bindPolicy,
  findUnenforced,
  flattenPolicy,
  judgeFlat,
  namedApis,
  validatePolicy,
  type FindApi,
} from "#lib/fallback";
import type { Bindings, Finding, UnboundPolicy } from "#lib/fallback/schema";
import type { BindingsByEnvironment, DraftFinding } from "./schema.ts";

interface DraftChain {
  self: { api: string; version: string };
  policy: UnboundPolicy;
  bindings: BindingsByEnvironment;
}

/**
 * What is wrong or risky in a draft. What holds in every environment comes once; what only one environment's addresses, or
 * what other APIs have published there, cause names it. An environment nobody has bound yet is not a fault.
 */
export function draftFindings(draft: DraftChain, others: ReadonlyMap<string, FindApi>): DraftFinding[] {
  const { policy, bindings } = draft;
  const general: DraftFinding[] = [...validatePolicy(policy), ...findUnenforced(policy)];
  const known = new Set(general.map(nameOf));
  const special = Object.entries(bindings).flatMap(([environment, own]) =>
    boundFindings(draft, own, others.get(environment))
      .filter((finding) => !known.has(nameOf(finding)))
      .map((finding) => ({ ...finding, environment })),
  );
  return [...general, ...special];
}

function boundFindings(
  { policy, self }: DraftChain,
  bindings: Bindings,
  find: FindApi | undefined,
): Finding[] {
  if (Object.keys(bindings).length === 0) return [];
  const bound = bindPolicy(policy, bindings);
  if (!bound.ok) return bound.findings;
  if (!find || namedApis(policy).length === 0)
    return [...validatePolicy(bound.policy), ...findUnenforced(bound.policy)];
  const flat = flattenPolicy(bound.policy, { ...self, label: `${self.api} ${self.version}` }, find);
  return flat.ok ? judgeFlat(bound.policy, flat) : flat.findings;
}

function nameOf(finding: Finding): string {
  return JSON.stringify([finding.code, finding.path]);
}
