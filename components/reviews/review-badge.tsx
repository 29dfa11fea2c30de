import {
  CircleCheck,
  CircleX,
  MessageSquareWarning,
  Rocket,
  ShieldAlert,
  Undo2,
  UserCheck,
  type LucideIcon,
} from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge.tsx";
import type { ReviewSummary } from "#lib/reviews/schema";

type State = ReviewSummary["state"];

const LOOK: Record<State, { icon: LucideIcon; word: string; tone: Tone }> = {
  open: { icon: UserCheck, word: "In review", tone: "info" },
  changes_requested: { icon: MessageSquareWarning, word: "Changes asked for", tone: "warn" },
  approved: { icon: CircleCheck, word: "Approved", tone: "ok" },
  published: { icon: Rocket, word: "Published", tone: "ok" },
  rejected: { icon: CircleX, word: "Rejected", tone: "danger" },
  withdrawn: { icon: Undo2, word: "Withdrawn", tone: "neutral" },
};

export const REVIEW_STATE_WORDS: Record<State, string> = {
  open: LOOK.open.word,
  changes_requested: LOOK.changes_requested.word,
  approved: LOOK.approved.word,
  published: LOOK.published.word,
  rejected: LOOK.rejected.word,
  withdrawn: LOOK.withdrawn.word,
};

/** Where a review is, the same everywhere. */
export function ReviewBadge({ state }: { state: State }) {
  const { icon: Icon, word, tone } = LOOK[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {word}
    </Badge>
  );
}

/** Of what was published without the approvals it needs. */
export function BreakGlassBadge() {
  return (
    <Badge tone="danger">
      <ShieldAlert aria-hidden />
      Without approval
    </Badge>
  );
}
