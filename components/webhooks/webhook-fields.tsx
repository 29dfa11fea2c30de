"use client";

import { Checkbox } from "@/components/ui/checkbox.tsx";
import { Field } from "@/components/ui/field.tsx";
import { Input } from "@/components/ui/input.tsx";
import { issueAt } from "@/components/ui/issue-at.ts";
import { textOf } from "@/components/ui/text-of.ts";
import { KINDS, NOTIFICATION_KINDS, type NotificationKind } from "#lib/notifications/schema";

interface WebhookFieldsProps {
  webhook?: { url: string; description: string; kinds: string[] };
  error: Error | null;
}

/** Where to, what for, and which events. */
export function WebhookFields({ webhook, error }: WebhookFieldsProps) {
  const kindsProblem = issueAt(error, "kinds");
  return (
    <>
      <Field
        label="Address"
        hint="Events are posted here as JSON, signed. https only."
        error={issueAt(error, "url")}
      >
        <Input
          name="url"
          type="url"
          mono
          defaultValue={webhook?.url}
          placeholder="https://example.com/events"
          autoComplete="off"
          required
        />
      </Field>
      <Field label="Description" error={issueAt(error, "description")}>
        <Input name="description" defaultValue={webhook?.description} maxLength={200} autoComplete="off" />
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-sm font-medium">Events</legend>
        {kindsProblem ? <p className="text-sm text-danger">{kindsProblem}</p> : null}
        {NOTIFICATION_KINDS.map((kind) => (
          <Checkbox
            key={kind}
            name={kind}
            defaultChecked={webhook ? webhook.kinds.includes(kind) : true}
            label={KINDS[kind].label}
            hint={<code>{kind}</code>}
          />
        ))}
      </fieldset>
    </>
  );
}

/** What a form of these fields says. */
export function readWebhookFields(form: HTMLFormElement): {
  url: string;
  description: string;
  kinds: NotificationKind[];
} {
  return {
    url: textOf(form, "url"),
    description: textOf(form, "description"),
    kinds: NOTIFICATION_KINDS.filter((kind) => textOf(form, kind) === "on"),
  };
}
