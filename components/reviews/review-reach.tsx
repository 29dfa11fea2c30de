import { Badge } from "@/components/ui/badge.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import type { ReviewDto } from "#lib/reviews/schema";
import { CommentThread } from "./comment-thread.tsx";

/** Whom it reaches, and what the product finds in it, per environment. */
export function ReviewReach({ review }: { review: ReviewDto }) {
  const { environments, consumers } = review.consequences;
  return (
    <Card aria-labelledby="review-reach">
      <CardHeader id="review-reach" title="Whom it reaches" description="As it was at the submission" />
      <ul className="divide-y text-sm">
        {environments.map(({ environment, replaces, subscribers, calledToday, dependents, findings }) => (
          <li key={environment} className="flex flex-col gap-1.5 px-4 py-2.5">
            <span className="flex flex-wrap items-center gap-2">
              <span className="font-medium">{environment}</span>
              <Badge>{replaces === null ? "First publication" : `Replaces revision ${replaces}`}</Badge>
            </span>
            <span className="text-text-muted">
              {`${countOf(subscribers, "subscriber")}, ${calledToday} called today; in the chains of ${countOf(dependents, "other version")}.`}
            </span>
            {findings.length > 0 ? (
              <ul className="list-disc pl-5">
                {findings.map((finding) => (
                  <li key={`${finding.code}${finding.path.join(".")}`} className="break-words">
                    {finding.message}
                  </li>
                ))}
              </ul>
            ) : (
              <span className="text-text-muted">No findings.</span>
            )}
            <CommentThread
              review={review}
              item={`reach:${environment}`}
              about={`whom it reaches in ${environment}`}
            />
          </li>
        ))}
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
