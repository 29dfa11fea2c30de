"use client";

import { useQuery } from "@tanstack/react-query";
import { BreakGlassBadge } from "@/components/reviews/review-badge.tsx";
import { waitingQuery } from "@/components/reviews/queries.ts";
import { routes } from "@/components/shell/routes.ts";
import { Callout } from "@/components/ui/callout.tsx";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { VerdictBadge } from "@/components/versions/verdict-badge.tsx";
import { NeedCard } from "./need-card.tsx";
import { NeedRow } from "./need-row.tsx";

/** Reviews that wait for this person's decision. */
export function ReviewsWaiting() {
  const { data } = useQuery(waitingQuery);
  if (!data) return null;
  return (
    <NeedCard
      id="reviews-heading"
      title="Reviews to decide"
      description="Somebody waits to publish."
      shown={data.items.length}
      total={data.total}
      more={
        <ButtonLink href={routes.reviews({ waiting: "me" })} size="sm">
          All of them
        </ButtonLink>
      }
    >
      {data.items.map((review) => (
        <NeedRow
          key={review.id}
          href={routes.review(review.id)}
          title={review.apiName}
          where={`${review.version} to ${review.environments.join(", ")}`}
          aside={
            <>
              {review.kind === "after" ? <BreakGlassBadge /> : null}
              {review.verdict ? <VerdictBadge verdict={review.verdict} /> : null}
              <RelativeTime at={review.submittedAt} />
            </>
          }
        >
          {review.summary}
        </NeedRow>
      ))}
    </NeedCard>
  );
}

/** What was published without an approval and waits for this person: at the top of Home. */
export function BrokenGlass() {
  const { data } = useQuery(waitingQuery);
  return data?.items
    .filter(({ kind }) => kind === "after")
    .map(({ id, apiName, version, environments, submittedBy }) => (
      <Callout
        key={id}
        tone="danger"
        title={`${apiName} ${version} was published to ${environments.join(", ")} without an approval`}
        actions={
          <ButtonLink href={routes.review(id)} size="sm">
            Review it
          </ButtonLink>
        }
      >
        {`${submittedBy} broke the glass. It waits for your judgement.`}
      </Callout>
    ));
}
