import { Archive, CircleCheck, Clock, Pencil, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "./badge.tsx";

export type Stage = "design" | "published" | "deprecated" | "retired";

const LOOK: Record<Stage, { icon: LucideIcon; word: string; tone: Tone }> = {
  design: { icon: Pencil, word: "Design", tone: "info" },
  published: { icon: CircleCheck, word: "Published", tone: "ok" },
  deprecated: { icon: Clock, word: "Deprecated", tone: "warn" },
  retired: { icon: Archive, word: "Retired", tone: "neutral" },
};

/** The words of the stages in their order, for selects. */
export const STAGE_WORDS: Record<string, string> = Object.fromEntries(
  Object.entries(LOOK).map(([stage, { word }]) => [stage, word]),
);

/** The lifecycle stage of a version, the same everywhere. */
export function StageBadge({ stage }: { stage: Stage }) {
  const { icon: Icon, word, tone } = LOOK[stage];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {word}
    </Badge>
  );
}
