"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/components/ui/api.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Form } from "@/components/ui/form.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt, problemBeside } from "@/components/ui/issue-at.ts";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { textOf } from "@/components/ui/text-of.ts";
import { toast } from "@/components/ui/toast-store.ts";
import type { AlertSettings, UpdateAlertSettings } from "#lib/telemetry/schema";
import { alertsQuery } from "./queries.ts";

/** How long a fallback may serve before somebody must look. */
export function AlertsForm() {
  const { data, error } = useQuery(alertsQuery());
  if (error) return <ProblemCallout error={error} />;
  return data ? <Fields key={data.etag} settings={data} /> : null;
}

function Fields({ settings }: { settings: AlertSettings }) {
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: (body: UpdateAlertSettings) =>
      api<AlertSettings>("/settings/alerts", { method: "PUT", body }),
    onSuccess: (saved) => {
      client.setQueryData(alertsQuery().queryKey, saved);
      toast({ tone: "ok", title: "Saved" });
    },
  });
  const problem = problemBeside(saving.error, ["fallbackMinutes"]);
  return (
    <Card className="max-w-2xl">
      <Form
        className="flex flex-col gap-5 p-4"
        onSubmit={(form) =>
          saving.mutate({ fallbackMinutes: Number(textOf(form, "fallbackMinutes")), etag: settings.etag })
        }
      >
        {problem ? (
          <ProblemCallout
            error={problem}
            actions={<Button onClick={() => client.invalidateQueries(alertsQuery())}>Load again</Button>}
          />
        ) : null}
        <Field
          label="Served from fallback for more than (minutes)"
          hint="An incident that lasts longer raises an alert, once, until it is over. 0: at once. Each API may have its own."
          error={issueAt(saving.error, "fallbackMinutes")}
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
        <div>
          <Button type="submit" variant="primary" pending={saving.isPending}>
            Save
          </Button>
        </div>
      </Form>
    </Card>
  );
}
