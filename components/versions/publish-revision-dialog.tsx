"use client";

import { useMutation, useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { AlsoPublished } from "@/components/publishing/also-published.tsx";
import { PreviewDiff } from "@/components/publishing/preview-diff.tsx";
import { requestPublication, revisionPreviewQuery } from "@/components/publishing/queries.ts";
import { PublicationStepper } from "@/components/publishing/stepper.tsx";
import { routes } from "@/components/shell/routes.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Link } from "@/components/ui/link.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Select } from "@/components/ui/select.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import type { Preview, RequestPublication, RevisionPage } from "#lib/publishing/schema";
import type { LifeRef } from "./queries.ts";
import { servedIn, type RevisionStep } from "./revision-steps.ts";

interface PublishRevisionDialogProps {
  at: LifeRef;
  step: RevisionStep;
  served: RevisionPage["served"];
  /** The routing document's difference is for those who may see addresses. */
  mayPreview: boolean;
  onClose: () => void;
}

const FORM_ID = "publish-revision";

/** A revision on its way to an environment: what changes there before the click, the receipts after it. */
export function PublishRevisionDialog(props: PublishRevisionDialogProps) {
  const { at, step, served, mayPreview, onClose } = props;
  const client = useQueryClient();
  const [environment = "", setEnvironment] = useState(step.environments[0]);
  const [note, setNote] = useState("");
  const preview = useQuery({
    ...revisionPreviewQuery(at, { environment, revision: step.number, action: step.action }),
    enabled: mayPreview,
  });
  const replaces = preview.data ? preview.data.replaces : servedIn(served, environment);
  const publish = useMutation({
    mutationFn: () => requestPublication(at, requestOf(step, { environment, replaces, note })),
    onSettled: () => client.invalidateQueries({ queryKey: ["apis", at.slug] }),
  });
  const isBack = step.action === "roll_back";
  const compiles = !mayPreview || (preview.data?.after ?? null) !== null;
  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title={`${isBack ? "Roll back to" : "Promote"} revision ${step.number} of ${at.slug} ${at.version}`}
      description={
        isBack
          ? "What it held comes back as a new revision, at once. The draft stays as it is."
          : "It is published as it is. The draft stays as it is."
      }
      footer={
        publish.data ? (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              variant={isBack ? "danger" : "primary"}
              type="submit"
              form={FORM_ID}
              disabled={!compiles}
              pending={publish.isPending}
            >
              {`${isBack ? "Roll back" : "Promote to"} ${environment}`}
            </Button>
          </>
        )
      }
    >
      {publish.data ? (
        <PublicationStepper versionRef={at} id={publish.data.id} />
      ) : (
        <Form id={FORM_ID} className="flex flex-col gap-4" onSubmit={() => publish.mutate()}>
          {publish.error ? <ProblemCallout error={publish.error} withIssues /> : null}
          <Field label="Environment" hint={servedSentence(replaces, environment)}>
            <Select value={environment} onChange={(event) => setEnvironment(event.target.value)}>
              {step.environments.map((slug) => (
                <option key={slug}>{slug}</option>
              ))}
            </Select>
          </Field>
          <Difference at={at} from={replaces} to={step.number} />
          <RoutingDifference preview={preview} />
          <AlsoPublished versionRef={at} environment={environment} />
          {isBack ? (
            <Field label="Why" optional>
              <Input value={note} maxLength={400} onChange={(event) => setNote(event.target.value)} />
            </Field>
          ) : null}
        </Form>
      )}
    </Dialog>
  );
}

function RoutingDifference({ preview }: { preview: UseQueryResult<Preview> }) {
  if (preview.isLoading) return <SkeletonRows rows={3} label="Compiling the routing document" />;
  if (preview.isLoadingError) return <ProblemCallout error={preview.error} />;
  return preview.data ? <PreviewDiff preview={preview.data} /> : null;
}

function requestOf(
  { action, number: revision }: RevisionStep,
  as: { environment: string; replaces: number | null; note: string },
): RequestPublication {
  const { note, ...place } = as;
  return action === "roll_back" ? { action, revision, note, ...place } : { action, revision, ...place };
}

function servedSentence(replaces: number | null, environment: string): string {
  return replaces === null
    ? `Nothing of this version is served in ${environment} now.`
    : `Revision ${replaces} is served in ${environment} now.`;
}

function Difference({ at, from, to }: { at: LifeRef; from: number | null; to: number }) {
  if (from === null || from === to) return null;
  const states = { version: at.version, from: `revision:${from}`, to: `revision:${to}` };
  return (
    <Link
      className="self-start text-sm text-accent underline-offset-2 hover:underline"
      href={routes.compare(at.slug, states)}
    >
      What it changes for consumers
    </Link>
  );
}
