import {
  bindPolicy,
  findUnenforced,
  flattenPolicy,
  judgeFlat,
  namedApis,
  validatePolicy,
  type AnyPolicy,
  type FindApi,
} from "#lib/fallback";
import type { Bindings, Finding, UnboundPolicy } from "#lib/fallback/schema";
import { isUnbound } from "./is-unbound.ts";
import type { BindingsByEnvironment, DraftFinding } from "./schema.ts";

interface DraftChain {
  self: { api: string; version: string };
  policy: UnboundPolicy;
  bindings: BindingsByEnvironment;
}

/**
 * What is wrong or risky in a draft. What holds in every environment comes once; what only one environment's addresses, or
 * what other APIs have published there (`others`), cause names it. An environment nobody has bound yet is not a fault.
 */
export function draftFindings(draft: DraftChain, others: ReadonlyMap<string, FindApi>): DraftFinding[] {
  const { policy, bindings } = draft;
  const general: DraftFinding[] = judge(policy);
  const known = new Set(general.map(nameOf));
  const environments = new Set([...Object.keys(bindings), ...others.keys()]);
  const special = [...environments].flatMap((environment) =>
    boundFindings(draft, bindings[environment] ?? {}, others.get(environment))
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
  if (isUnbound(policy, bindings)) return [];
  const bound = bindPolicy(policy, bindings);
  if (!bound.ok) return [...bound.findings, ...judge(bound.partly)];
  if (!find || namedApis(policy).length === 0) return judge(bound.policy);
  const flat = flattenPolicy(bound.policy, { ...self, label: `${self.api} ${self.version}` }, find);
  return flat.ok ? judgeFlat(bound.policy, flat) : [...flat.findings, ...judge(bound.policy)];
}

function judge(policy: AnyPolicy): Finding[] {
  return [...validatePolicy(policy), ...findUnenforced(policy)];
}

function nameOf(finding: Finding): string {
  return JSON.stringify([finding.code, finding.path]);
}
