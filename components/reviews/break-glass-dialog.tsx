"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { PreviewDiff } from "@/components/publishing/preview-diff.tsx";
import { previewQuery, requestPublication, type VersionRef } from "@/components/publishing/queries.ts";
import { PublicationStepper } from "@/components/publishing/stepper.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { REVIEWS } from "./queries.ts";

interface BreakGlassDialogProps {
  versionRef: VersionRef;
  environment: string;
  etag: number;
  onClose: () => void;
}

const REASON = ["breakGlass", "reason"] as const;

/** Publishes without the approval that is needed, in an emergency, with a reason that everybody reads. */
export function BreakGlassDialog({ versionRef, environment, etag, onClose }: BreakGlassDialogProps) {
  const formId = useId();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const preview = useQuery(previewQuery(versionRef, environment, etag));
  const publishing = useMutation({
    mutationFn: () =>
      requestPublication(versionRef, {
        action: "publish",
        environment,
        note: "",
        draftEtag: etag,
        breakGlass: { reason },
        ...(preview.data ? { replaces: preview.data.replaces } : {}),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["apis", versionRef.slug] });
      await queries.invalidateQueries({ queryKey: REVIEWS });
    },
  });
  const fieldError = issueAt(publishing.error, ...REASON);
  const problem = fieldError ? null : problemBeside(publishing.error, []);
  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title={`Publish to ${environment} without an approval`}
      description="For emergencies. All of governance, all administrators and the API's team are told at once."
      footer={
        publishing.data ? (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              type="submit"
              form={formId}
              variant="danger"
              // A preview that does not come holds up no emergency; one that says that it cannot be does.
              disabled={preview.data?.after === null}
              pending={publishing.isPending}
            >
              Break glass and publish
            </Button>
          </>
        )
      }
    >
      {publishing.data ? (
        <PublicationStepper versionRef={versionRef} id={publishing.data.id} />
      ) : (
        <Form id={formId} onSubmit={() => publishing.mutate()} className="flex flex-col gap-4">
          <Callout tone="danger" title="It is reviewed afterwards">
            A review opens for somebody else to decide, and a banner stays on the API until they have.
            Blocking rules hold all the same: they take a waiver.
          </Callout>
          {problem ? <ProblemCallout error={problem} withIssues /> : null}
          <Field label="Why this cannot wait" required error={fieldError}>
            <Textarea value={reason} maxLength={2_000} onChange={(event) => setReason(event.target.value)} />
          </Field>
          {preview.isPending ? <SkeletonRows rows={3} label="Compiling the routing document" /> : null}
          {preview.isError ? <ProblemCallout error={preview.error} /> : null}
          {preview.data ? <PreviewDiff preview={preview.data} /> : null}
        </Form>
      )}
    </Dialog>
  );
}
