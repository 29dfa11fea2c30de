"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Segmented } from "@/components/ui/segmented.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import type { DecideReview, ReviewDto } from "#lib/reviews/schema";
import { PublishChoice, type PublishWhen } from "./publish-choice.tsx";
import { decideReview, REVIEWS } from "./queries.ts";

type Decision = DecideReview["decision"];
const WORDS: Record<Decision, string> = {
  approve: "Approve",
  request_changes: "Ask for changes",
  reject: "Reject",
};

/** The decision, at the end of all there is to look at. */
export function DecisionPanel({ review }: { review: ReviewDto }) {
  const queries = useQueryClient();
  const possible = (Object.keys(WORDS) as Decision[]).filter((one) => review.moves.includes(one));
  const [chosen, setChosen] = useState<Decision>();
  const [note, setNote] = useState("");
  const [publish, setPublish] = useState<PublishWhen>(askedFor(review));
  const decision = chosen && possible.includes(chosen) ? chosen : possible[0];
  const deciding = useMutation({
    mutationFn: (as: Decision) =>
      decideReview(review.id, {
        decision: as,
        round: review.round,
        note,
        ...(as === "approve" && review.kind === "before" ? { publish } : {}),
      }),
    onSuccess: () => setNote(""),
    onSettled: () => queries.invalidateQueries({ queryKey: REVIEWS }),
  });
  if (decision === undefined) return <WhyNot review={review} />;
  const problem = problemBeside(deciding.error, ["note", "publish"]);
  return (
    <Card aria-labelledby="review-decision">
      <CardHeader
        id="review-decision"
        title="Your decision"
        description={`On submission ${review.round}: an edit or another submission needs a new one.`}
      />
      <CardBody>
        <Form onSubmit={() => deciding.mutate(decision)} className="flex flex-col gap-4">
          {problem ? <ProblemCallout error={problem} withIssues /> : null}
          {review.isCurrent ? null : (
            <Callout tone="warn" title="The draft was changed after it was submitted">
              Its team has to submit it again before it can be approved.
            </Callout>
          )}
          <Segmented
            label="Decision"
            value={decision}
            options={possible.map((value) => ({ value, label: WORDS[value] }))}
            onChange={setChosen}
          />
          <Field
            label={decision === "approve" ? "Note" : "What has to change, or why not"}
            optional={decision === "approve"}
            required={decision !== "approve"}
            error={issueAt(deciding.error, "note")}
          >
            <Textarea value={note} maxLength={2_000} onChange={(event) => setNote(event.target.value)} />
          </Field>
          {decision === "approve" && review.kind === "before" ? (
            <PublishChoice value={publish} onChange={setPublish} error={issueAt(deciding.error, "publish")} />
          ) : null}
          <span>
            <Button
              type="submit"
              variant={decision === "reject" ? "danger" : "primary"}
              pending={deciding.isPending}
            >
              {decision === "approve" ? "Approve this submission" : WORDS[decision]}
            </Button>
          </span>
        </Form>
      </CardBody>
    </Card>
  );
}

function askedFor({ publishOnApproval, publishAt }: ReviewDto): PublishWhen {
  if (publishOnApproval) return "on_approval";
  return publishAt !== null && Date.parse(publishAt) > Date.now() ? publishAt : "by_hand";
}

function WhyNot({ review }: { review: ReviewDto }) {
  if (review.state !== "open") return null;
  return (
    <Callout tone="info" title="Others decide on this">
      {review.whyNotDecide}
    </Callout>
  );
}
