import { CircleCheck, CircleX, TriangleAlert, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge.tsx";
import type { Verdict } from "#lib/contract/schema";

export const VERDICT_WORDS: Record<Verdict, string> = { breaking: "Breaking", risky: "Risky", safe: "Safe" };

const LOOKS: Record<Verdict, { tone: Tone; icon: LucideIcon }> = {
  breaking: { tone: "danger", icon: CircleX },
  risky: { tone: "warn", icon: TriangleAlert },
  safe: { tone: "ok", icon: CircleCheck },
};

/** What a change does to those who call the API. */
export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const { tone, icon: Icon } = LOOKS[verdict];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {VERDICT_WORDS[verdict]}
    </Badge>
  );
}
