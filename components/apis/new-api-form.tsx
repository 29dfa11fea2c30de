"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { ProblemError } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Kbd } from "@/components/ui/kbd.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { DocumentSource, ImportPreview as Preview } from "#lib/catalogue/schema";
import type { TeamChoices } from "@/components/teams/team-field.tsx";
import { ApiFields, type ApiValues } from "./api-fields.tsx";
import { DocumentSourceField } from "./document-source-field.tsx";
import { ImportPreview } from "./import-preview.tsx";
import { registerApi } from "./queries.ts";
import { useDocumentSource } from "./use-document-source.ts";

/** The document first; what it says fills the rest, except what was typed already. */
export function NewApiForm({ teams }: { teams: TeamChoices }) {
  const router = useRouter();
  const client = useQueryClient();
  const [typed, setTyped] = useState<Partial<ApiValues>>({ team: teams.items[0]?.slug ?? "" });
  const [suggested, setSuggested] = useState<Preview["suggested"]>(null);
  const document = useDocumentSource((preview) => setSuggested(preview.suggested));
  const values: ApiValues = {
    name: "",
    slug: "",
    summary: "",
    version: "",
    team: "",
    tier: 3,
    visibility: "public",
    domain: "",
    tags: [],
    grantedTeams: [],
    ...suggested,
    ...typed,
  };

  const register = useMutation({
    mutationFn: (source: DocumentSource) => registerApi(bodyOf(source, values)),
    onSuccess: async ({ slug, operationCount }) => {
      toast({
        tone: "ok",
        title: `${values.name || slug} is registered.`,
        detail: `${operationCount} operations. Nothing is live yet.`,
      });
      await client.invalidateQueries({ queryKey: ["apis"] });
      router.push(routes.api(slug));
    },
  });
  const problem = register.error instanceof ProblemError ? register.error : undefined;
  const documentError = problem?.issueAt("source", "text") ?? problem?.issueAt("source", "url");

  return (
    <Form
      className="flex flex-col gap-6"
      onSubmit={() => document.source && !register.isPending && register.mutate(document.source)}
    >
      <Card aria-labelledby="document-heading">
        <CardHeader
          id="document-heading"
          title="Document"
          description="The contract: what the API can do, operation by operation."
        />
        <div className="grid grid-cols-1 gap-6 p-4 lg:grid-cols-5">
          <div className="min-w-0 lg:col-span-3">
            <DocumentSourceField document={document} error={documentError} />
          </div>
          <div className="min-w-0 lg:col-span-2">
            <ImportPreview inspection={document.inspection} />
          </div>
        </div>
      </Card>
      <Card aria-labelledby="facts-heading">
        <CardHeader
          id="facts-heading"
          title="In the catalogue"
          description="Filled from the document; change what does not fit."
        />
        <CardBody>
          <ApiFields
            values={values}
            teams={teams}
            errorAt={(field) => problem?.issueAt(field)}
            onChange={(changes) => setTyped({ ...typed, ...changes })}
          />
        </CardBody>
      </Card>
      {register.isError ? <ProblemCallout error={register.error} /> : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          type="submit"
          variant="primary"
          pending={register.isPending}
          disabled={document.source === null}
        >
          Register API
        </Button>
        <ButtonLink href={routes.catalogue()} variant="ghost">
          Cancel
        </ButtonLink>
        <span aria-hidden className="hidden items-center gap-1 text-xs text-text-muted md:flex">
          <Kbd>⌘</Kbd>
          <Kbd>↵</Kbd>
        </span>
      </div>
    </Form>
  );
}

/** What was left empty is left out: the server then takes it from the document. */
function bodyOf(source: DocumentSource, { name, slug, summary, version, ...rest }: ApiValues) {
  const given = { name: name.trim(), slug: slug.trim(), version: version.trim() };
  return {
    source,
    ...rest,
    summary,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== "")),
  };
}
