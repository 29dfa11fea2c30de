"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Rocket } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { AlsoPublished } from "./also-published.tsx";
import { PreviewDiff } from "./preview-diff.tsx";
import { previewQuery, requestPublication, type VersionRef } from "./queries.ts";
import { PublicationStepper } from "./stepper.tsx";

interface PublishButtonProps {
  versionRef: VersionRef;
  environment: string;
  etag: number;
  /** Why publishing is not possible now; empty when it is. */
  blocked: string;
}

/** Publish to one environment: see what changes, say why, and watch the receipts come in. */
export function PublishButton({ versionRef, environment, etag, blocked }: PublishButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="primary"
        disabled={blocked !== ""}
        title={blocked || undefined}
        onClick={() => setOpen(true)}
      >
        <Rocket aria-hidden />
        Publish to {environment}
      </Button>
      {open ? (
        <PublishDialog
          versionRef={versionRef}
          environment={environment}
          etag={etag}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}

interface PublishDialogProps extends Omit<PublishButtonProps, "blocked"> {
  onClose: () => void;
}

const FORM_ID = "publish-version";

function PublishDialog({ versionRef, environment, etag, onClose }: PublishDialogProps) {
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const preview = useQuery(previewQuery(versionRef, environment, etag));
  const publish = useMutation({
    mutationFn: () =>
      requestPublication(versionRef, {
        action: "publish",
        environment,
        note,
        draftEtag: etag,
        ...(preview.data ? { replaces: preview.data.replaces } : {}),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["apis", versionRef.slug] }),
  });
  const compiles = (preview.data?.after ?? null) !== null;

  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title={`Publish ${versionRef.slug} ${versionRef.version} to ${environment}`}
      description="Gateways serve it as soon as they have applied it."
      footer={
        publish.data ? (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              variant="primary"
              type="submit"
              form={FORM_ID}
              disabled={!compiles}
              pending={publish.isPending}
            >
              Publish
            </Button>
          </>
        )
      }
    >
      {publish.data ? (
        <PublicationStepper versionRef={versionRef} id={publish.data.id} />
      ) : (
        <Form id={FORM_ID} onSubmit={() => publish.mutate()} className="flex flex-col gap-4">
          {publish.error ? <ProblemCallout error={publish.error} withIssues /> : null}
          {preview.isPending ? <SkeletonRows rows={3} label="Compiling the routing document" /> : null}
          {preview.isError ? <ProblemCallout error={preview.error} /> : null}
          {preview.data ? <PreviewDiff preview={preview.data} /> : null}
          <AlsoPublished versionRef={versionRef} environment={environment} />
          <Field label="What changes, and why" optional>
            <Input value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
          </Field>
        </Form>
      )}
    </Dialog>
  );
}
