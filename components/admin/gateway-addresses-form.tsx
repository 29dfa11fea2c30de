"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import { toast } from "@/components/ui/toast-store.ts";
import type { GatewayAddresses, UpdateGatewayAddresses } from "#lib/reference/schema";
import { gatewayAddressesQuery } from "./queries.ts";
import { SettingsForm } from "./settings-form.tsx";

/** Where clients reach the gateways of each environment: examples and requests from the portal go there. */
export function GatewayAddressesForm() {
  const { data, error, isLoadingError } = useQuery(gatewayAddressesQuery());
  if (isLoadingError) return <ProblemCallout error={error} />;
  return data ? <Fields key={data.etag} addresses={data} /> : null;
}

function Fields({ addresses }: { addresses: GatewayAddresses }) {
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: (body: UpdateGatewayAddresses) =>
      api<GatewayAddresses>("/settings/gateway-addresses", { method: "PUT", body }),
    onSuccess: (saved) => {
      client.setQueryData(gatewayAddressesQuery().queryKey, saved);
      toast({ tone: "ok", title: "Saved" });
    },
  });
  const slugs = addresses.environments.map(({ slug }) => slug);
  const isAtField = slugs.some((slug) => issueAt(saving.error, "urls", slug) !== undefined);

  function save(form: HTMLFormElement) {
    const given = slugs.map((slug) => [slug, textOf(form, slug).trim()] as const);
    saving.mutate({ urls: Object.fromEntries(given.filter(([, url]) => url !== "")), etag: addresses.etag });
  }

  return (
    <SettingsForm
      problem={isAtField ? null : saving.error}
      isSaving={saving.isPending}
      onReload={() => void client.invalidateQueries(gatewayAddressesQuery())}
      onSubmit={save}
    >
      {addresses.environments.map(({ slug, name, defaultUrl }) => (
        <Field
          key={slug}
          label={name}
          hint={
            defaultUrl === null
              ? "Empty: not known, examples say $GATEWAY_URL."
              : `Empty: ${defaultUrl}, the gateway that was started with the portal.`
          }
          error={issueAt(saving.error, "urls", slug)}
        >
          <Input
            name={slug}
            mono
            inputMode="url"
            placeholder={defaultUrl ?? "https://api.example.com"}
            defaultValue={addresses.urls[slug] ?? ""}
            autoComplete="off"
            spellCheck={false}
            maxLength={500}
          />
        </Field>
      ))}
    </SettingsForm>
  );
}
