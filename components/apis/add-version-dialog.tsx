"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { ProblemError } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { DocumentSource } from "#lib/catalogue/schema";
import { DocumentSourceField } from "./document-source-field.tsx";
import { ImportPreview } from "./import-preview.tsx";
import { addVersion } from "./queries.ts";
import { useDocumentSource } from "./use-document-source.ts";

const FORM_ID = "add-version";

/** Another contract line from another document. */
export function AddVersionDialog({ slug, onClose }: { slug: string; onClose: () => void }) {
  const router = useRouter();
  const client = useQueryClient();
  const [typed, setTyped] = useState<string>();
  const [suggested, setSuggested] = useState("");
  const document = useDocumentSource((preview) => setSuggested(preview.suggested?.version ?? ""));
  const version = (typed ?? suggested).trim();

  const add = useMutation({
    mutationFn: (source: DocumentSource) => addVersion(slug, { source, ...(version ? { version } : {}) }),
    onSuccess: async (added) => {
      toast({ tone: "ok", title: `${added.version} is added.`, detail: "Nothing is live yet." });
      await client.invalidateQueries({ queryKey: ["apis"] });
      onClose();
      router.push(routes.api(slug, { version: added.version }));
    },
  });
  const problem = add.error instanceof ProblemError ? add.error : undefined;

  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title="Add a version"
      description="Versions beside it stay as they are."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form={FORM_ID}
            variant="primary"
            pending={add.isPending}
            disabled={document.source === null}
          >
            Add version
          </Button>
        </>
      }
    >
      <Form
        id={FORM_ID}
        className="flex flex-col gap-4"
        onSubmit={() => document.source && !add.isPending && add.mutate(document.source)}
      >
        <DocumentSourceField
          document={document}
          error={problem?.issueAt("source", "text") ?? problem?.issueAt("source", "url")}
        />
        <ImportPreview inspection={document.inspection} />
        <Field
          label="Version"
          hint="The name of this contract line, such as v2. It becomes part of its address."
          error={problem?.issueAt("version")}
        >
          <Input
            mono
            maxLength={32}
            value={typed ?? suggested}
            placeholder="v2"
            onChange={(event) => setTyped(event.target.value)}
          />
        </Field>
        {add.isError ? <ProblemCallout error={add.error} /> : null}
      </Form>
    </Dialog>
  );
}
