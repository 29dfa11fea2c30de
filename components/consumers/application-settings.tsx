"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { CopyId } from "@/components/ui/copy-id.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { KeptForm } from "@/components/ui/kept-form.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import { Textarea } from "@/components/ui/textarea.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { ApplicationDetail, TokenClient, UpdateApplication } from "#lib/consumers/schema";
import { DeleteApplication } from "./delete-application.tsx";
import { applicationQuery, CONSUMERS, updateApplication } from "./queries.ts";

/** Name, description, and how identity providers call the application. */
export function ApplicationSettings({ application }: { application: ApplicationDetail }) {
  const client = useQueryClient();
  const { slug } = application;
  const saving = useMutation({
    mutationFn: (body: UpdateApplication) => updateApplication(slug, body),
    onSuccess: async (updated) => {
      client.setQueryData(applicationQuery(slug).queryKey, updated);
      toast({ tone: "ok", title: "Saved." });
      await client.invalidateQueries({ queryKey: CONSUMERS });
    },
  });
  return (
    <Card aria-labelledby="settings-heading">
      <CardHeader
        id="settings-heading"
        title="Settings"
        actions={<DeleteApplication application={application} />}
      />
      <CardBody>
        <KeptForm
          className="flex max-w-2xl flex-col gap-4"
          latest={application}
          edited={({ name, description, clients }) => [name, description, clients]}
          saving={saving}
          bodyOf={settingsIn}
          problem={problemBeside(saving.error, ["name", "description", "clients"])}
          onRenew={() => void client.invalidateQueries(applicationQuery(slug))}
          fields={(facts, error) => <SettingsFields application={facts} error={error} />}
        >
          <p className="flex flex-wrap items-center gap-2 text-sm text-text-muted">
            Where a provider lets you choose the client id, this one needs no entry:
            <CopyId id={application.id} />
          </p>
          <div>
            <Button type="submit" variant="primary" pending={saving.isPending}>
              Save
            </Button>
          </div>
        </KeptForm>
      </CardBody>
    </Card>
  );
}

function SettingsFields({ application, error }: { application: ApplicationDetail; error: Error | null }) {
  return (
    <>
      <Field label="Name" error={issueAt(error, "name")}>
        <Input name="name" defaultValue={application.name} maxLength={120} />
      </Field>
      <Field label="Description" optional error={issueAt(error, "description")}>
        <Textarea name="description" rows={2} maxLength={500} defaultValue={application.description} />
      </Field>
      <Field
        label="Clients of identity providers"
        optional
        hint="For APIs that take tokens: one per line, the issuer, a space, the client id (“azp” or “client_id” of its tokens)."
        error={issueAt(error, "clients")}
      >
        <Textarea
          name="clients"
          rows={2}
          defaultValue={application.clients.map(({ issuer, clientId }) => `${issuer} ${clientId}`).join("\n")}
        />
      </Field>
    </>
  );
}

function settingsIn(form: HTMLFormElement, etag: string): UpdateApplication {
  return {
    etag,
    name: textOf(form, "name"),
    description: textOf(form, "description"),
    clients: clientsIn(textOf(form, "clients")),
  };
}

/** A line without a space names no client; the server says what is missing. */
function clientsIn(text: string): TokenClient[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const [issuer = "", ...rest] = line.split(/\s+/);
      return { issuer, clientId: rest.join(" ") };
    });
}
