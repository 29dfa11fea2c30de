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
  const client = useQueryClient();
  const { data, error, isLoadingError, refetch } = useQuery(gatewayAddressesQuery());
  const saving = useMutation({
    mutationFn: (body: UpdateGatewayAddresses) =>
      api<GatewayAddresses>("/settings/gateway-addresses", { method: "PUT", body }),
    onSuccess: (saved) => {
      client.setQueryData(gatewayAddressesQuery().queryKey, saved);
      toast({ tone: "ok", title: "Saved" });
    },
  });
  if (isLoadingError) return <ProblemCallout error={error} />;
  if (!data) return null;
  const slugs = data.environments.map(({ slug }) => slug);
  const isAtField = slugs.some((slug) => issueAt(saving.error, "urls", slug) !== undefined);

  function bodyOf(form: HTMLFormElement, etag: number): UpdateGatewayAddresses {
    const given = slugs.map((slug) => [slug, textOf(form, slug).trim()] as const);
    return { urls: Object.fromEntries(given.filter(([, url]) => url !== "")), etag };
  }

  return (
    <SettingsForm
      latest={data}
      saving={saving}
      bodyOf={bodyOf}
      problem={isAtField ? null : saving.error}
      onRenew={() => void refetch()}
      fields={(addresses, refused) => <Fields addresses={addresses} error={refused} />}
    />
  );
}

function Fields({ addresses, error }: { addresses: GatewayAddresses; error: Error | null }) {
  return addresses.environments.map(({ slug, name, defaultUrl }) => (
    <Field
      key={slug}
      label={name}
      hint={
        defaultUrl === null
          ? "Empty: not known, examples say $GATEWAY_URL."
          : `Empty: ${defaultUrl}, the gateway that was started with the portal.`
      }
      error={issueAt(error, "urls", slug)}
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
  ));
}
