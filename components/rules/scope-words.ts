import type { RuleScope } from "#lib/governance/schema";

/** Whom a rule is for, in words. */
export function scopeInWords({ tiers, tags, teams, environments }: RuleScope): string {
  const parts = [
    tiers && `tier ${tiers.join(", ")}`,
    tags && `tagged ${tags.join(", ")}`,
    teams && `of ${teams.join(", ")}`,
    environments && `in ${environments.join(", ")}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? "All APIs" : `APIs ${parts.join("; ")}`;
}
