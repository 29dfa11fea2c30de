import { Badge } from "@/components/ui/badge.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import type { ReviewDto } from "#lib/reviews/schema";
import { CommentThread } from "./comment-thread.tsx";

const WORDS = { block: "Blocks publishing", warn: "Warning", info: "Note" } as const;
const TONES = { block: "danger", warn: "warn", info: "info" } as const;

/** Whom it reaches, and what the product finds in it, per environment. */
export function ReviewReach({ review }: { review: ReviewDto }) {
  const { environments, consumers } = review.consequences;
  return (
    <Card aria-labelledby="review-reach">
      <CardHeader id="review-reach" title="Whom it reaches" description="As it was at the submission" />
      <ul className="divide-y text-sm">
        {environments.map(
          ({ environment, replaces, subscribers, calledToday, dependents, findings, rules }) => (
            <li key={environment} className="flex flex-col gap-1.5 px-4 py-2.5">
              <span className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{environment}</span>
                <Badge>{replaces === null ? "First publication" : `Replaces revision ${replaces}`}</Badge>
              </span>
              <span className="text-text-muted">
                {`${countOf(subscribers, "subscriber")}, ${calledToday} called today; in the chains of ${countOf(dependents, "other version")}.`}
              </span>
              {rules.map((one) => (
                <span
                  key={`${one.ruleId}${one.path.join(".")}${one.message}`}
                  className="flex flex-wrap items-center gap-2"
                >
                  <Badge tone={TONES[one.severity]}>{one.waiver ? "Waived" : WORDS[one.severity]}</Badge>
                  <span className="min-w-0 break-words">{`${one.rule}: ${one.message}`}</span>
                </span>
              ))}
              {findings.length > 0 ? (
                <ul className="list-disc pl-5">
                  {findings.map((finding) => (
                    <li key={`${finding.code}${finding.path.join(".")}`} className="break-words">
                      {finding.message}
                    </li>
                  ))}
                </ul>
              ) : rules.length === 0 ? (
                <span className="text-text-muted">No findings.</span>
              ) : null}
              <CommentThread
                review={review}
                item={`reach:${environment}`}
                about={`whom it reaches in ${environment}`}
              />
            </li>
          ),
        )}
        {consumers.length > 0 ? (
          <li className="px-4 py-2.5">
            <span className="font-medium">Subscribed</span>
            <span className="block break-words text-text-muted">
              {consumers.map(({ application, team }) => `${application} (${team})`).join(", ")}
            </span>
          </li>
        ) : null}
      </ul>
    </Card>
  );
}
