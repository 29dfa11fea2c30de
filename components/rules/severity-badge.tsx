import { Info, OctagonX, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import type { RuleSeverity } from "#lib/governance/schema";

const LOOKS = {
  block: { tone: "danger", icon: OctagonX, word: "Blocks" },
  warn: { tone: "warn", icon: TriangleAlert, word: "Warns" },
  info: { tone: "info", icon: Info, word: "Informs" },
} as const;

/** What a rule does where it is broken. */
export function SeverityBadge({ severity }: { severity: RuleSeverity }) {
  const { tone, icon: Icon, word } = LOOKS[severity];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {word}
    </Badge>
  );
}
