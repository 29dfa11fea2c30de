"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import { Field } from "@/components/ui/field.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import { toast } from "@/components/ui/toast-store.ts";
import type { EgressSettings, UpdateEgressSettings } from "#lib/catalogue/schema";
import { entryProblem, entriesOf } from "./egress-entries.ts";
import { egressQuery } from "./queries.ts";
import { SettingsForm } from "./settings-form.tsx";

/** What the product itself may call: two lists and three switches. */
export function EgressForm() {
  const { data, error, isLoadingError } = useQuery(egressQuery());
  if (isLoadingError) return <ProblemCallout error={error} />;
  return data ? <Fields key={data.etag} settings={data} /> : null;
}

function Fields({ settings }: { settings: EgressSettings }) {
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: (body: UpdateEgressSettings) =>
      api<EgressSettings>("/settings/egress", { method: "PUT", body }),
    onSuccess: (saved) => {
      client.setQueryData(egressQuery().queryKey, saved);
      toast({
        tone: "ok",
        title: "Saved",
        detail: "Gateways obey as soon as it is written to the shared store.",
      });
    },
  });
  const lists = { allow: entryProblem(saving, "allow"), deny: entryProblem(saving, "deny") };
  const isAtField = lists.allow !== undefined || lists.deny !== undefined;

  function submit(form: HTMLFormElement) {
    saving.mutate({
      allow: entriesOf(textOf(form, "allow")),
      deny: entriesOf(textOf(form, "deny")),
      privateTargets: textOf(form, "privateTargets") === "on",
      privateImports: textOf(form, "privateImports") === "on",
      privateWebhooks: textOf(form, "privateWebhooks") === "on",
      etag: settings.etag,
    });
  }

  return (
    <SettingsForm
      problem={isAtField ? null : saving.error}
      isSaving={saving.isPending}
      onReload={() => void client.invalidateQueries(egressQuery())}
      onSubmit={submit}
    >
      <Field
        label="Allowed"
        hint="One address, CIDR range (203.0.113.0/24) or host name (*.example.com) per line. Empty: every public address."
        error={lists.allow}
      >
        <Textarea name="allow" mono rows={6} defaultValue={settings.allow.join("\n")} spellCheck={false} />
      </Field>
      <Field label="Denied" hint="Wins over what is allowed." error={lists.deny}>
        <Textarea name="deny" mono rows={6} defaultValue={settings.deny.join("\n")} spellCheck={false} />
      </Field>
      <Switch
        name="privateTargets"
        defaultChecked={settings.privateTargets}
        label="Gateways may call private and loopback addresses"
        hint="For upstreams inside your network. Metadata and link-local addresses are refused always."
      />
      <Switch
        name="privateImports"
        defaultChecked={settings.privateImports}
        label="OpenAPI documents may be fetched from private and loopback addresses"
        hint="Whoever can register an API can then make the portal ask inside your network."
      />
      <Switch
        name="privateWebhooks"
        defaultChecked={settings.privateWebhooks}
        label="Webhooks may be sent to private and loopback addresses, and over plain http"
        hint="Whoever maintains a team can then make the worker send signed events inside your network."
      />
    </SettingsForm>
  );
}
