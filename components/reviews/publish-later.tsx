"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CalendarClock } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Form } from "@/components/ui/form.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import type { ReviewDto } from "#lib/reviews/schema";
import { REVIEWS, scheduleReview } from "./queries.ts";
import { inAnHour, TimeField } from "./time-field.tsx";

/** Of an approved review: the time at which it is published by itself, chosen, changed or called off. */
export function PublishLater({ review }: { review: ReviewDto }) {
  const queries = useQueryClient();
  const [at, setAt] = useState<string>();
  const choosing = useMutation({
    mutationFn: (publish: string) => scheduleReview(review.id, { publish }),
    onSuccess: () => setAt(undefined),
    onSettled: () => queries.invalidateQueries({ queryKey: REVIEWS }),
  });
  const problem = problemBeside(choosing.error, ["publish"]);
  if (at !== undefined)
    return (
      <Form onSubmit={() => choosing.mutate(at)} className="flex w-full flex-col gap-3">
        {problem ? <ProblemCallout error={problem} withIssues /> : null}
        <TimeField
          value={at}
          onChange={(chosen) => setAt(chosen ?? at)}
          error={issueAt(choosing.error, "publish")}
        />
        <span className="flex gap-2">
          <Button type="submit" size="sm" variant="primary" pending={choosing.isPending}>
            Publish at this time
          </Button>
          <Button size="sm" onClick={() => setAt(undefined)}>
            Cancel
          </Button>
        </span>
      </Form>
    );
  return (
    <>
      <Button onClick={() => setAt(review.publishAt ?? inAnHour())}>
        <CalendarClock aria-hidden />
        {review.publishAt ? "Change the time" : "Publish later"}
      </Button>
      {review.publishAt ? (
        <Button variant="ghost" pending={choosing.isPending} onClick={() => choosing.mutate("by_hand")}>
          Not by itself
        </Button>
      ) : null}
      {choosing.error ? <ProblemCallout error={choosing.error} /> : null}
    </>
  );
}
