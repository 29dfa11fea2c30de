import type { RuleScope } from "#lib/governance/schema";

/** Whom a rule is for, in words. */
export function scopeInWords({ tiers, tags, teams, environments }: RuleScope): string {
  const parts = [
    tags && `tagged ${tags.join(", ")}`,
    teams && `of ${teams.join(", ")}`,
    environments && `in ${environments.join(", ")}`,
  ].filter((part) => part !== undefined);
  const whose = tiers ? `Tier ${tiers.join(", ")} APIs` : parts.length === 0 ? "All APIs" : "APIs";
  return [whose, parts.join("; ")].filter(Boolean).join(" ");
}
