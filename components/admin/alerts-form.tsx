"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import { toast } from "@/components/ui/toast-store.ts";
import type { AlertSettings, UpdateAlertSettings } from "#lib/telemetry/schema";
import { alertsQuery } from "./queries.ts";
import { SettingsForm } from "./settings-form.tsx";

/** How long a fallback may serve before somebody must look. */
export function AlertsForm() {
  const client = useQueryClient();
  const { data, error, isLoadingError, refetch } = useQuery(alertsQuery());
  const saving = useMutation({
    mutationFn: (body: UpdateAlertSettings) =>
      api<AlertSettings>("/settings/alerts", { method: "PUT", body }),
    onSuccess: (saved) => {
      client.setQueryData(alertsQuery().queryKey, saved);
      toast({ tone: "ok", title: "Saved" });
    },
  });
  if (isLoadingError) return <ProblemCallout error={error} />;
  if (!data) return null;
  return (
    <SettingsForm
      latest={data}
      saving={saving}
      bodyOf={(form, etag) => ({ fallbackMinutes: Number(textOf(form, "fallbackMinutes")), etag })}
      problem={problemBeside(saving.error, ["fallbackMinutes"])}
      onRenew={() => void refetch()}
      fields={(settings, refused) => (
        <Field
          label="Served from fallback for more than (minutes)"
          hint="An incident that lasts longer raises an alert, once, until it is over. 0: at once. Each API may have its own."
          error={issueAt(refused, "fallbackMinutes")}
        >
          <Input
            name="fallbackMinutes"
            type="number"
            inputMode="numeric"
            min={0}
            max={10_080}
            defaultValue={settings.fallbackMinutes}
            className="w-32"
            required
          />
        </Field>
      )}
    />
  );
}
