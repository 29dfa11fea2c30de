import { ShieldCheck, ShieldOff, ShieldQuestionMark } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import type { Coverage } from "#lib/governance/schema";

const LOOK = {
  none: { icon: ShieldOff, word: "No fallback", tone: "neutral" },
  untested: { icon: ShieldQuestionMark, word: "Untested", tone: "warn" },
  tested: { icon: ShieldCheck, word: "Tested", tone: "ok" },
} as const;

/** What answers when the primary does not. Nothing is worse for a critical API than for another. */
export function CoverageBadge({ coverage, tier }: { coverage: Coverage | null; tier: number }) {
  if (coverage === null) return <span className="text-text-muted">–</span>;
  const { icon: Icon, word, tone } = LOOK[coverage];
  return (
    <Badge tone={coverage === "none" && tier <= 2 ? "danger" : tone}>
      <Icon aria-hidden />
      {word}
    </Badge>
  );
}
