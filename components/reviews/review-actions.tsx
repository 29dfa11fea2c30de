"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Rocket } from "lucide-react";
import { useState } from "react";
import { PublicationStepper } from "@/components/publishing/stepper.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { ReviewDto } from "#lib/reviews/schema";
import { PublishLater } from "./publish-later.tsx";
import { REVIEWS, scheduleReview, withdrawReview } from "./queries.ts";
import { SubmitDialog } from "./submit-dialog.tsx";

/** What its team can do with it now: submit again, publish what is approved, take it back. */
export function ReviewActions({ review }: { review: ReviewDto }) {
  const [isSubmitting, setSubmitting] = useState(false);
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: REVIEWS });
  const withdrawing = useMutation({ mutationFn: () => withdrawReview(review.id), onSettled });
  const publishing = useMutation({
    mutationFn: () => scheduleReview(review.id, { publish: "now" }),
    onSettled,
  });
  const may = (move: ReviewDto["moves"][number]) => review.moves.includes(move);
  const asksAgain = may("resubmit") && (review.state === "changes_requested" || !review.isCurrent);
  const error = withdrawing.error ?? publishing.error;
  if (!asksAgain && !may("publish") && !may("withdraw")) return null;
  return (
    <div className="flex flex-col gap-3">
      {error ? <ProblemCallout error={error} /> : null}
      <div className="flex flex-wrap gap-2">
        {asksAgain ? (
          <Button variant="primary" onClick={() => setSubmitting(true)}>
            Submit again
          </Button>
        ) : null}
        {may("publish") && review.isCurrent ? (
          <Button variant="primary" pending={publishing.isPending} onClick={() => publishing.mutate()}>
            <Rocket aria-hidden />
            Publish now
          </Button>
        ) : null}
        {may("publish") && review.isCurrent ? <PublishLater review={review} /> : null}
        {may("withdraw") ? (
          <Button variant="ghost" pending={withdrawing.isPending} onClick={() => withdrawing.mutate()}>
            Withdraw
          </Button>
        ) : null}
      </div>
      {isSubmitting ? (
        <SubmitDialog
          versionRef={{ slug: review.api, version: review.version }}
          environments={review.environments}
          etag={review.draftEtag}
          reviewId={review.id}
          onClose={() => setSubmitting(false)}
        />
      ) : null}
    </div>
  );
}

/** How its publication goes: planned, failed, or live by receipts. */
export function ReviewPublication({ review }: { review: ReviewDto }) {
  const versionRef = { slug: review.api, version: review.version };
  return (
    <>
      {review.publishError ? (
        <Callout tone="danger" title="It could not be published">
          {review.publishError}
        </Callout>
      ) : null}
      {review.publishAt && review.state === "approved" ? (
        <Callout tone="info" title="It is published by itself">
          At its time, <RelativeTime at={review.publishAt} />.
        </Callout>
      ) : null}
      {review.publications.map(({ id, environment }) => (
        <section key={id} aria-label={`Publication to ${environment}`} className="flex flex-col gap-2">
          <h2 className="text-sm font-semibold">{`Published to ${environment}`}</h2>
          <PublicationStepper versionRef={versionRef} id={id} />
        </section>
      ))}
    </>
  );
}
