"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { countOf } from "@/components/ui/format-number.ts";
import { Input } from "@/components/ui/input.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { VersionDeletion } from "#lib/versions/schema";
import { apiQuery, deleteVersion, deletionQuery } from "./queries.ts";
import { useApiView } from "./use-api-view.ts";

interface DeleteVersionDialogProps {
  at: { slug: string; version: string };
  onClose: () => void;
}

const FORM_ID = "delete-version";

/** A version that was never published, and what goes with it. Where something depends on it: what, and whose turn it is. */
export function DeleteVersionDialog({ at, onClose }: DeleteVersionDialogProps) {
  const router = useRouter();
  const client = useQueryClient();
  const { view } = useApiView(at.slug);
  const [typed, setTyped] = useState("");
  const deletion = useQuery(deletionQuery(at));
  const isFree = deletion.data?.obstacles.length === 0;
  const remove = useMutation({
    mutationFn: () => deleteVersion(at),
    onSuccess: async () => {
      toast({ tone: "ok", title: `${at.version} is deleted.` });
      onClose();
      // The page may show the one that is gone: it must not ask for it again.
      client.setQueryData(
        apiQuery(at.slug).queryKey,
        (api) => api && { ...api, versions: api.versions.filter(({ name }) => name !== at.version) },
      );
      router.replace(routes.versions(at.slug, { ...view, version: undefined }));
      await client.invalidateQueries({
        queryKey: ["apis"],
        predicate: ({ queryKey }) => queryKey[3] !== at.version,
      });
    },
    onError: () => client.invalidateQueries({ queryKey: deletionQuery(at).queryKey }),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Delete ${at.version}?`}
      description="It was never published, so no gateway knows it. This cannot be undone."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            type="submit"
            form={FORM_ID}
            variant="danger"
            disabled={!isFree || typed !== at.version}
            pending={remove.isPending}
          >
            Delete
          </Button>
        </>
      }
    >
      <Form
        id={FORM_ID}
        className="flex flex-col gap-3"
        onSubmit={() => isFree && typed === at.version && remove.mutate()}
      >
        {deletion.isLoadingError ? <ProblemCallout error={deletion.error} /> : null}
        {deletion.isPending ? <Skeleton className="h-16" /> : null}
        {deletion.data ? <Consequences deletion={deletion.data} /> : null}
        {isFree ? (
          <Field label={`Type ${at.version} to go on`}>
            <Input mono autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
          </Field>
        ) : null}
        {remove.isError && isFree ? <ProblemCallout error={remove.error} /> : null}
      </Form>
    </Dialog>
  );
}

function Consequences({ deletion }: { deletion: VersionDeletion }) {
  const { obstacles, operations, plans, reviews, waivers } = deletion;
  if (obstacles.length > 0)
    return (
      <Callout tone="warn" title="It cannot be deleted yet">
        <ul className="flex list-disc flex-col gap-1 pl-4">
          {obstacles.map(({ code, message }) => (
            <li key={code}>{message}</li>
          ))}
        </ul>
      </Callout>
    );
  const more = [
    plans > 0 && countOf(plans, "plan"),
    reviews > 0 && countOf(reviews, "finished review"),
    waivers > 0 && countOf(waivers, "waiver"),
  ].filter((one) => one !== false);
  return (
    <p>{`With it go its document with ${countOf(operations, "operation")}, ${["its routes and its fallback chain", ...more].join(", ")}.`}</p>
  );
}
