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
import { entryProblem, entriesOf, type Refusal } from "./egress-entries.ts";
import { egressQuery } from "./queries.ts";
import { SettingsForm } from "./settings-form.tsx";

/** What the product itself may call: two lists and three switches. */
export function EgressForm() {
  const client = useQueryClient();
  const { data, error: failure, isLoadingError, refetch } = useQuery(egressQuery());
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
  if (isLoadingError) return <ProblemCallout error={failure} />;
  if (!data) return null;
  const { error: refused, variables: sent } = saving;
  const isAtField = (["allow", "deny"] as const).some((list) => entryProblem({ error: refused, sent }, list));
  return (
    <SettingsForm
      latest={data}
      saving={saving}
      bodyOf={settingsIn}
      problem={isAtField ? null : refused}
      onRenew={() => void refetch()}
      fields={(settings, error) => <Fields settings={settings} refusal={{ error, sent }} />}
    />
  );
}

function settingsIn(form: HTMLFormElement, etag: number): UpdateEgressSettings {
  return {
    allow: entriesOf(textOf(form, "allow")),
    deny: entriesOf(textOf(form, "deny")),
    privateTargets: textOf(form, "privateTargets") === "on",
    privateImports: textOf(form, "privateImports") === "on",
    privateWebhooks: textOf(form, "privateWebhooks") === "on",
    etag,
  };
}

function Fields({ settings, refusal }: { settings: EgressSettings; refusal: Refusal }) {
  return (
    <>
      <Field
        label="Allowed"
        hint="One address, CIDR range (203.0.113.0/24) or host name (*.example.com) per line. Empty: every public address."
        error={entryProblem(refusal, "allow")}
      >
        <Textarea name="allow" mono rows={6} defaultValue={settings.allow.join("\n")} spellCheck={false} />
      </Field>
      <Field label="Denied" hint="Wins over what is allowed." error={entryProblem(refusal, "deny")}>
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
    </>
  );
}
