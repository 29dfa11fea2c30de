import { ChevronDown, ChevronsUp, ChevronUp, Equal, type LucideIcon } from "lucide-react";
import { Badge } from "./badge.tsx";

const LOOK: Record<number, { icon: LucideIcon; word: string }> = {
  1: { icon: ChevronsUp, word: "Critical" },
  2: { icon: ChevronUp, word: "Important" },
  3: { icon: Equal, word: "Standard" },
  4: { icon: ChevronDown, word: "Best effort" },
};

/** The words of the tiers, for selects and sentences. */
export const TIER_WORDS: Record<number, string> = Object.fromEntries(
  Object.entries(LOOK).map(([tier, { word }]) => [tier, word]),
);

/** Criticality of an API, 1 (critical) to 4 (best effort). A rank, not a state: it carries no state colour. */
export function TierBadge({ tier }: { tier: number }) {
  const look = LOOK[tier];
  const Icon = look?.icon ?? Equal;
  return (
    <Badge tone="outline" className={tier === 1 ? "border-border-strong text-text" : undefined}>
      <Icon aria-hidden />
      {`Tier ${tier}`}
      {look ? <span className="font-normal text-text-muted">{look.word}</span> : null}
    </Badge>
  );
}
