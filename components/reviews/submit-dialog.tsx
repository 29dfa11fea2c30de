"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { PreviewDiff } from "@/components/publishing/preview-diff.tsx";
import { previewQuery, type VersionRef } from "@/components/publishing/queries.ts";
import { routes } from "@/components/shell/routes.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { PublishChoice, type PublishWhen } from "./publish-choice.tsx";
import { resubmitReview, REVIEWS, submitReview } from "./queries.ts";

interface SubmitDialogProps {
  versionRef: VersionRef;
  environments: string[];
  etag: number;
  /** The review it is submitted to again; absent: a new one. */
  reviewId?: string | undefined;
  onClose: () => void;
}

/** Asks for a review of the draft as it is: what changes, why, and when it is to go live. */
export function SubmitDialog({ versionRef, environments, etag, reviewId, onClose }: SubmitDialogProps) {
  const formId = useId();
  const router = useRouter();
  const queries = useQueryClient();
  const [summary, setSummary] = useState("");
  const [publish, setPublish] = useState<PublishWhen>("on_approval");
  const environment = environments[0] ?? "";
  const preview = useQuery(previewQuery(versionRef, environment, etag));
  const submitting = useMutation({
    mutationFn: () => {
      const body = { environments, summary, draftEtag: etag, publish };
      return reviewId === undefined ? submitReview(versionRef, body) : resubmitReview(reviewId, body);
    },
    onSuccess: async (review) => {
      await queries.invalidateQueries({ queryKey: ["apis", versionRef.slug] });
      await queries.invalidateQueries({ queryKey: REVIEWS });
      if (reviewId === undefined) router.push(routes.review(review.id));
      else onClose();
    },
  });
  const problem = problemBeside(submitting.error, ["summary", "publish"]);
  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title={`Submit ${versionRef.slug} ${versionRef.version} for review`}
      description={`To be published to ${environments.join(", ")}. An approval is of exactly this draft: an edit afterwards voids it.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={submitting.isPending}>
            Submit for review
          </Button>
        </>
      }
    >
      <Form id={formId} onSubmit={() => submitting.mutate()} className="flex flex-col gap-4">
        {problem ? <ProblemCallout error={problem} /> : null}
        <Field
          label="What changes, and why"
          required
          hint="Reviewers read this first."
          error={issueAt(submitting.error, "summary")}
        >
          <Textarea value={summary} maxLength={2_000} onChange={(event) => setSummary(event.target.value)} />
        </Field>
        <PublishChoice value={publish} onChange={setPublish} error={issueAt(submitting.error, "publish")} />
        {preview.isPending ? <SkeletonRows rows={3} label="Compiling the routing document" /> : null}
        {preview.isError ? <ProblemCallout error={preview.error} /> : null}
        {preview.data ? <PreviewDiff preview={preview.data} /> : null}
      </Form>
    </Dialog>
  );
}
