import { CircleCheck, CircleX, MessageSquareWarning, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { ReviewDto } from "#lib/reviews/schema";

type Decision = ReviewDto["decisions"][number]["decision"];

const LOOK: Record<Decision, { icon: LucideIcon; word: string; tone: Tone }> = {
  approve: { icon: CircleCheck, word: "Approved", tone: "ok" },
  request_changes: { icon: MessageSquareWarning, word: "Asked for changes", tone: "warn" },
  reject: { icon: CircleX, word: "Rejected", tone: "danger" },
};

/** Who decided what, the oldest first. */
export function ReviewSaid({ review }: { review: ReviewDto }) {
  if (review.decisions.length === 0) return null;
  return (
    <Card aria-labelledby="review-said">
      <CardHeader id="review-said" title="Decisions" />
      <ul className="divide-y text-sm">
        {review.decisions.map(({ id, by, decision, note, at, round }) => {
          const { icon: Icon, word, tone } = LOOK[decision];
          return (
            <li key={id} className="flex flex-col gap-1 px-4 py-2.5">
              <span className="flex flex-wrap items-center gap-2">
                <Badge tone={tone}>
                  <Icon aria-hidden />
                  {word}
                </Badge>
                <span className="font-medium">{by}</span>
                <span className="text-xs text-text-muted">
                  <RelativeTime at={at} />
                  {round === review.round ? "" : `, of submission ${round}`}
                </span>
              </span>
              {note ? <p className="break-words whitespace-pre-wrap">{note}</p> : null}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
