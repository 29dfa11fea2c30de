"use client";

import { useQuery } from "@tanstack/react-query";
import { routes } from "@/components/shell/routes.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Breadcrumbs } from "@/components/ui/breadcrumbs.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { TierBadge } from "@/components/ui/tier-badge.tsx";
import { VerdictBadge } from "@/components/versions/verdict-badge.tsx";
import type { ReviewDto } from "#lib/reviews/schema";
import { CommentThread } from "./comment-thread.tsx";
import { DecisionPanel } from "./decision-panel.tsx";
import { reviewQuery } from "./queries.ts";
import { ReviewActions, ReviewPublication } from "./review-actions.tsx";
import { BreakGlassBadge, ReviewBadge } from "./review-badge.tsx";
import { ContractPart, DocumentPart } from "./review-changes.tsx";
import { ReviewReach } from "./review-reach.tsx";
import { ReviewSaid } from "./review-said.tsx";

/** One review: what changes first, what was said, and the decision at the end. */
export function ReviewPage({ id }: { id: string }) {
  const review = useQuery(reviewQuery(id));
  if (review.isPending) return <SkeletonRows rows={8} label="Loading the review" />;
  if (review.isLoadingError) return <ProblemCallout error={review.error} />;
  return <Review review={review.data} />;
}

function Review({ review }: { review: ReviewDto }) {
  const { consequences } = review;
  return (
    <>
      <ReviewHeader review={review} />
      {review.kind === "after" && review.state === "open" ? (
        <Callout tone="danger" title="This was published without the approval it needs">
          {`${review.submittedBy} says why: ${review.summary}`}
        </Callout>
      ) : null}
      {review.kind === "before" && !review.isCurrent && review.moves.length > 0 ? (
        <Callout tone="warn" title="The draft was changed after it was submitted">
          What is approved here is the draft as it was submitted. Submit it again to have the present one
          judged.
        </Callout>
      ) : null}
      <ReviewPublication review={review} />
      <Card aria-labelledby="review-summary">
        <CardHeader id="review-summary" title="Summary" />
        <CardBody className="flex flex-col gap-3">
          <p className="break-words whitespace-pre-wrap">{review.summary}</p>
          <Missing review={review} />
          <CommentThread review={review} item="" about="the whole" />
        </CardBody>
      </Card>
      <ContractPart review={review} />
      <DocumentPart
        review={review}
        id="settings"
        title="Routes, fallback policy and access"
        description="What differs in how it is served"
        changes={consequences.settings}
      />
      {consequences.environments.map(({ environment, routing }) => (
        <DocumentPart
          key={environment}
          review={review}
          id={`routing-${environment}`}
          title={`Routing document in ${environment}`}
          description="What gateways get, against what they have"
          changes={routing}
        />
      ))}
      <ReviewReach review={review} />
      <ReviewSaid review={review} />
      <ReviewActions review={review} />
      <DecisionPanel key={review.round} review={review} />
    </>
  );
}

function ReviewHeader({ review }: { review: ReviewDto }) {
  return (
    <PageHeader
      breadcrumbs={
        <Breadcrumbs
          items={[
            { label: "Reviews", href: routes.reviews() },
            { label: review.apiName, href: routes.api(review.api, { version: review.version }) },
            { label: `Review ${review.number}` },
          ]}
        />
      }
      title={`${review.apiName} ${review.version} to ${review.environments.join(", ")}`}
      badges={
        <>
          <ReviewBadge state={review.state} />
          {review.kind === "after" ? <BreakGlassBadge /> : null}
          {review.verdict ? <VerdictBadge verdict={review.verdict} /> : null}
          <TierBadge tier={review.tier} />
          {review.round > 1 ? <Badge>{`Submission ${review.round}`}</Badge> : null}
        </>
      }
      description={
        <>
          {`${review.submittedBy} submitted it `}
          <RelativeTime at={review.submittedAt} />.
        </>
      }
    />
  );
}

const WHO = { governance: "governance", team: "the API's team", either: "governance or the API's team" };

function Missing({ review }: { review: ReviewDto }) {
  if (review.state !== "open" && review.state !== "changes_requested") return null;
  if (review.neededApprovals.length === 0)
    return <p className="text-text-muted">No rule asks for an approval.</p>;
  return (
    <ul className="list-disc pl-5 text-sm text-text-muted">
      {review.missingApprovals.map(({ ruleId, rule, environment, approvals, by }) => (
        <li key={`${ruleId}${environment}`}>
          {`${rule}: ${approvals} ${approvals === 1 ? "approval" : "approvals"} by ${WHO[by]} before it is published to ${environment}.`}
        </li>
      ))}
    </ul>
  );
}
