"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Callout } from "@/components/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { api } from "@/components/ui/api.ts";
import {
  KINDS,
  NOTIFICATION_KINDS,
  type MailChoices,
  type MailSettings,
  type NotificationKind,
} from "#lib/notifications/schema";
import { mailSettingsQuery } from "./queries.ts";

const GROUPS = [...new Set(NOTIFICATION_KINDS.map((kind) => KINDS[kind].group))];

/** Which kinds come by e-mail, too. A switch takes effect at once. */
export function MailForm({ sender }: { sender: string | undefined }) {
  const client = useQueryClient();
  const { data, error, isLoadingError } = useQuery(mailSettingsQuery);
  const choosing = useMutation({
    mutationFn: (body: MailChoices) => api<MailSettings>("/notifications/mail", { method: "PATCH", body }),
    onSuccess: (saved) => client.setQueryData(mailSettingsQuery.queryKey, saved),
  });
  if (isLoadingError) return <ProblemCallout error={error} />;
  if (!data) return null;
  const pending = choosing.isPending ? choosing.variables.mail : {};
  const isOn = (kind: NotificationKind) => pending[kind] ?? data.mail[kind];
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      {sender === undefined ? (
        <Callout tone="warn" title="E-mail is not set up">
          Notifications stay in the portal until an administrator gives the product a mail server (SMTP_URL).
        </Callout>
      ) : null}
      {choosing.error ? <ProblemCallout error={choosing.error} /> : null}
      {GROUPS.map((group) => (
        <Card key={group}>
          <CardHeader title={group} />
          <CardBody className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
            {NOTIFICATION_KINDS.filter((kind) => KINDS[kind].group === group).map((kind) => (
              <Switch
                key={kind}
                label={KINDS[kind].label}
                checked={isOn(kind)}
                onChange={(event) => choosing.mutate({ mail: { [kind]: event.target.checked } })}
              />
            ))}
          </CardBody>
        </Card>
      ))}
    </div>
  );
}
