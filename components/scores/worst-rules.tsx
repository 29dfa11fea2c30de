import { Card, CardHeader } from "@/components/ui/card.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { SeverityBadge } from "@/components/rules/severity-badge.tsx";
import type { RuleSeverity } from "#lib/governance/schema";
import type { WorstRule } from "#lib/scores/schema";

/** The rules that most live APIs break. */
export function WorstRules({ rules, apis }: { rules: readonly WorstRule[]; apis: number }) {
  if (rules.length === 0) return null;
  return (
    <Card>
      <CardHeader title="Rules broken most" description="By how many live APIs break them now." />
      <ol className="flex flex-col">
        {rules.map((rule) => (
          <RuleRow key={rule.id} rule={rule} apis={apis} />
        ))}
      </ol>
    </Card>
  );
}

function RuleRow({ rule, apis }: { rule: WorstRule; apis: number }) {
  // Cast: severities are these three.
  const severity = rule.severity as RuleSeverity;
  return (
    <li className="flex flex-col gap-1.5 border-b px-4 py-2.5 last:border-b-0">
      <span className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-sm">
        <span className="flex min-w-0 items-center gap-2">
          <SeverityBadge severity={severity} />
          <span className="truncate">{rule.name}</span>
        </span>
        <span className="text-text-muted tabular-nums">
          {countOf(rule.apis, "API", "APIs")}
          {rule.waived > 0 ? `, ${rule.waived} waived` : ""}
        </span>
      </span>
      <svg aria-hidden className="h-1 w-full rounded-sm bg-surface-sunken">
        <rect
          width={`${Math.min(100, (100 * rule.apis) / Math.max(1, apis))}%`}
          height="100%"
          className="fill-border-strong"
        />
      </svg>
    </li>
  );
}
