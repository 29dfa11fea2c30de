"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { routes } from "@/components/shell/routes.ts";
import { Button } from "@/components/ui/button.tsx";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { KeptForm } from "@/components/ui/kept-form.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { SaveAccess, VersionAccess } from "#lib/catalogue/schema";
import { AccessFields } from "./access-fields.tsx";
import { accessIn } from "./access-in.ts";
import { accessSentence } from "./access-words.ts";
import { accessQuery, saveAccess } from "./queries.ts";

interface AccessCardProps {
  slug: string;
  version: string;
}

/** Who may call a version, from which pages, and how much at once; its team changes it here. */
export function AccessCard({ slug, version }: AccessCardProps) {
  const { data, error, isLoadingError } = useQuery(accessQuery(slug, version));
  return (
    <Card aria-labelledby="access-heading">
      <CardHeader
        id="access-heading"
        title={`Who may call ${version}`}
        description={data ? accessSentence(data.access) : undefined}
      />
      {data?.mayUpdate === false ? null : (
        <CardBody>
          {isLoadingError ? <ProblemCallout error={error} /> : null}
          {data === undefined && !isLoadingError ? <SkeletonRows label="Loading who may call it" /> : null}
          {data ? <AccessForm slug={slug} version={version} data={data} /> : null}
        </CardBody>
      )}
    </Card>
  );
}

function AccessForm({ slug, version, data }: AccessCardProps & { data: VersionAccess }) {
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: (body: SaveAccess) => saveAccess(slug, version, body),
    onSuccess: async (saved) => {
      client.setQueryData(accessQuery(slug, version).queryKey, saved);
      toast({ tone: "ok", title: "Saved. It holds when the version is published." });
      await client.invalidateQueries({ queryKey: ["apis", slug] });
    },
  });
  const isPublished =
    data.published !== null && JSON.stringify(data.published.access) === JSON.stringify(data.access);
  return (
    <div className="flex flex-col gap-5">
      {isPublished ? null : (
        <Callout
          tone="info"
          title="Not published yet"
          actions={<ButtonLink href={routes.fallback(slug, { version })}>Publish it</ButtonLink>}
        >
          {data.published
            ? `Gateways go by revision ${data.published.revision}: ${accessSentence(data.published.access)}`
            : "These settings hold when the version is published for the first time."}
        </Callout>
      )}
      {data.warning ? (
        <Callout tone="warn" title="Gateways will not fetch the issuer's keys">
          {data.warning}
        </Callout>
      ) : null}
      <KeptForm
        className="flex flex-col gap-5"
        latest={data}
        // The etag is that of the whole draft.
        edited={({ access }) => access}
        saving={saving}
        bodyOf={(form, etag) => ({ etag, access: accessIn(form) })}
        problem={saving.error}
        onRenew={() => void client.invalidateQueries(accessQuery(slug, version))}
        fields={({ access }, error) => <AccessFields access={access} error={error} />}
      >
        <div>
          <Button type="submit" variant="primary" pending={saving.isPending}>
            Save who may call it
          </Button>
        </div>
      </KeptForm>
    </div>
  );
}
