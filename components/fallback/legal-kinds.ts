import { isEnforced, validatePolicy } from "#lib/fallback";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { inserted, newTarget, type AddedKind } from "./chain-edit.ts";

export const CHAIN_MAX = 8;
export const KINDS = (["http", "api", "stale", "static"] as const).filter((kind) =>
  isEnforced("chain.*.kind", kind),
);
/** Rules about the order of a chain: an insertion that breaks one is not offered. */
const ORDER = new Set(["after-static", "stale-without-source", "stale-is-last"]);

/** The kinds of targets that may stand at a place of the chain, by the rules that validation uses. */
export function legalKinds(policy: UnboundPolicy, at: number): AddedKind[] {
  const { chain } = policy;
  if (chain.length >= CHAIN_MAX) return [];
  const before = brokenOrder(policy);
  return KINDS.filter((kind) => {
    const next = { ...policy, chain: inserted(chain, at, newTarget(kind, chain)) };
    return brokenOrder(next) <= before;
  });
}

function brokenOrder(policy: UnboundPolicy): number {
  return validatePolicy(policy).filter((finding) => ORDER.has(finding.code)).length;
}
