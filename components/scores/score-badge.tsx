import { CircleCheck, CircleMinus, OctagonX, TriangleAlert, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge.tsx";

interface Look {
  tone: Tone;
  icon: LucideIcon;
  word: string;
}

function lookOf(score: number): Look {
  if (score >= 90) return { tone: "ok", icon: CircleCheck, word: "Good" };
  if (score >= 70) return { tone: "warn", icon: TriangleAlert, word: "Fair" };
  return { tone: "danger", icon: OctagonX, word: "Poor" };
}

/** A score of 0…100 with a word for it; null: no rule is for it. */
export function ScoreBadge({ score }: { score: number | null }) {
  if (score === null) {
    return (
      <Badge>
        <CircleMinus aria-hidden />
        No rules
      </Badge>
    );
  }
  const { tone, icon: Icon, word } = lookOf(score);
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      <span className="tabular-nums">{score}</span>
      <span className="font-normal">{word}</span>
    </Badge>
  );
}
