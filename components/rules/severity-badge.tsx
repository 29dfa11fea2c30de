import { Info, OctagonX, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import type { RuleSeverity } from "#lib/governance/schema";

/** How a severity looks and is called, wherever it is shown. */
export const SEVERITIES = {
  block: { tone: "danger", icon: OctagonX, word: "Blocks" },
  warn: { tone: "warn", icon: TriangleAlert, word: "Warns" },
  info: { tone: "info", icon: Info, word: "Informs" },
} as const;

/** What a rule does where it is broken. */
export function SeverityBadge({ severity }: { severity: RuleSeverity }) {
  const { tone, icon: Icon, word } = SEVERITIES[severity];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {word}
    </Badge>
  );
}

interface BrokenRuleBadgeProps {
  severity: RuleSeverity;
  /** ISO 8601; absent: no waiver holds. */
  waivedUntil: string | null | undefined;
}

/** What a broken rule does here: nothing, while a waiver of it holds. */
export function BrokenRuleBadge({ severity, waivedUntil }: BrokenRuleBadgeProps) {
  if (!waivedUntil) return <SeverityBadge severity={severity} />;
  return <Badge>{`Waived until ${waivedUntil.slice(0, 10)}`}</Badge>;
}
