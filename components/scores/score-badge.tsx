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

interface ScoreBadgeProps {
  /** 0…100; null: no rule is for it. */
  score: number | null;
  /** Beside the number itself: the word alone. */
  isWord?: boolean;
}

/** A score with a word for it. */
export function ScoreBadge({ score, isWord = false }: ScoreBadgeProps) {
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
      {isWord ? null : <span className="tabular-nums">{score}</span>}
      <span className="font-normal">{word}</span>
    </Badge>
  );
}
