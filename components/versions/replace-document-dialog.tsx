"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { DocumentSourceField } from "@/components/apis/document-source-field.tsx";
import { ImportPreview } from "@/components/apis/import-preview.tsx";
import { useDocumentSource } from "@/components/apis/use-document-source.ts";
import { ProblemError } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { Form } from "@/components/ui/form.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { DocumentSource } from "#lib/catalogue/schema";
import type { Verdict } from "#lib/contract/schema";
import type { DocumentJudgement } from "#lib/versions/schema";
import { ContractChanges } from "./contract-changes.tsx";
import { judgeDocument, replaceDocument, type LifeRef } from "./queries.ts";

const FORM_ID = "replace-document";

/** Another document for the draft: what it changes for consumers is shown before it is saved. */
export function ReplaceDocumentDialog({ at, onClose }: { at: LifeRef; onClose: () => void }) {
  const client = useQueryClient();
  const [judged, setJudged] = useState<DocumentJudgement>();
  const [shown, setShown] = useState<Verdict>();
  const document = useDocumentSource(
    () => setShown(undefined),
    async (source) => {
      const judgement = await judgeDocument(at, source);
      setJudged(judgement);
      return judgement.preview;
    },
  );
  const judgement = document.inspection.isSuccess ? judged : undefined;
  const replace = useMutation({
    mutationFn: ({ source, seen }: { source: DocumentSource; seen: DocumentJudgement }) =>
      replaceDocument(at, { etag: seen.etag, source, digest: seen.digest }),
    onSuccess: async ({ operationCount }) => {
      toast({
        tone: "ok",
        title: `The draft of ${at.version} has another document.`,
        detail: `${countOf(operationCount, "operation")}. Nothing is live until it is published.`,
      });
      await client.invalidateQueries({ queryKey: ["apis", at.slug] });
      onClose();
    },
  });
  const problem = replace.error instanceof ProblemError ? replace.error : undefined;
  const isReady = document.source !== null && judgement?.preview.acceptable === true;
  const submit = () => {
    if (document.source && judgement && isReady && !replace.isPending)
      replace.mutate({ source: document.source, seen: judgement });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title={`Replace the document of ${at.slug} ${at.version}`}
      description="Routes, fallback chain and addresses stay. It is the draft that changes; nothing is live before you publish it."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={FORM_ID}
            variant="primary"
            pending={replace.isPending}
            disabled={!isReady}
          >
            Replace document
          </Button>
        </>
      }
    >
      <Form id={FORM_ID} className="flex flex-col gap-4" onSubmit={submit}>
        <DocumentSourceField
          document={document}
          error={problem?.issueAt("source", "text") ?? problem?.issueAt("source", "url")}
        />
        <ImportPreview inspection={document.inspection} />
        {judgement?.contract ? (
          <>
            <p className="text-sm">{comparedSentence(judgement.comparedWith)}</p>
            <ContractChanges contract={judgement.contract} shown={shown} onShow={setShown} />
          </>
        ) : null}
        {replace.isError ? <ProblemCallout error={replace.error} /> : null}
      </Form>
    </Dialog>
  );
}

function comparedSentence(comparedWith: string): string {
  const [kind, number] = comparedWith.split(":");
  return kind === "revision"
    ? `Compared with revision ${number}, which is what consumers have now:`
    : "Nothing is published yet. Compared with the present draft:";
}
