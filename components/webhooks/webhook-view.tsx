"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { KeyRound, Pencil, Power, Send, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { api } from "@/components/ui/api.ts";
import { Breadcrumbs } from "@/components/ui/breadcrumbs.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Callout } from "@/components/ui/callout.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { toast } from "@/components/ui/toast-store.ts";
import type { WebhookDto, WebhookWithSecret } from "#lib/webhooks/schema";
import { DeliveriesCard } from "./deliveries-card.tsx";
import { EditWebhookDialog } from "./edit-webhook-dialog.tsx";
import { WEBHOOKS, webhookQuery } from "./queries.ts";
import { SecretOnce } from "./secret-once.tsx";
import { WebhookBadge } from "./webhook-badge.tsx";

/** One webhook: its state, what can be done with it, and what was sent. */
export function WebhookView({ id }: { id: string }) {
  const { data: webhook } = useSuspenseQuery(webhookQuery(id));
  const { team } = webhook;
  const home = team
    ? [
        { label: "Teams", href: routes.teams() },
        { label: team.name, href: routes.team(team.slug) },
        { label: "Webhooks", href: routes.teamWebhooks(team.slug) },
      ]
    : [{ label: "Webhooks", href: routes.webhooks() }];
  return (
    <>
      <PageHeader
        title={new URL(webhook.url).host}
        description={webhook.description || "Events are posted here as they happen, signed."}
        badges={<WebhookBadge webhook={webhook} />}
        breadcrumbs={<Breadcrumbs items={[...home, { label: new URL(webhook.url).host }]} />}
      />
      {webhook.disabledReason ? (
        <Callout tone="danger" title="Switched off: nothing more is sent">
          {webhook.disabledReason} Mend the receiver, switch the webhook on, and replay what it missed.
        </Callout>
      ) : null}
      {webhook.enabled && webhook.failingSince ? (
        <Callout tone="warn" title="Deliveries fail">
          Since <RelativeTime at={webhook.failingSince} />. After 72 hours the webhook is switched off.
        </Callout>
      ) : null}
      {webhook.previousSecretUntil ? (
        <Callout tone="info" title="The secret is being changed over">
          Each event has two signatures until the one before ends{" "}
          <RelativeTime at={webhook.previousSecretUntil} />.
        </Callout>
      ) : null}
      <code className="block rounded-lg border bg-surface-sunken px-3 py-2 text-sm break-all">
        {webhook.url}
      </code>
      <Actions webhook={webhook} />
      <DeliveriesCard id={id} isOn={webhook.enabled} />
    </>
  );
}

function Actions({ webhook }: { webhook: WebhookDto }) {
  const { id, etag, enabled, team } = webhook;
  const client = useQueryClient();
  const router = useRouter();
  const [open, setOpen] = useState<"edit" | "rotate" | "delete">();
  const [secret, setSecret] = useState<string>();
  const refresh = () => client.invalidateQueries({ queryKey: WEBHOOKS });
  const close = () => setOpen(undefined);
  const testing = useMutation({
    mutationFn: () => api(`/webhooks/${id}/test`, { method: "POST" }),
    onSuccess: () => toast({ tone: "ok", title: "Test event sent", detail: "What came of it stands below." }),
    onSettled: refresh,
  });
  const switching = useMutation({
    mutationFn: () => api(`/webhooks/${id}`, { method: "PATCH", body: { etag, enabled: !enabled } }),
    onSettled: refresh,
  });
  const rotating = useMutation({
    mutationFn: () => api<WebhookWithSecret>(`/webhooks/${id}/secret`, { method: "POST" }),
    onSuccess: (made) => {
      close();
      setSecret(made.secret);
    },
    onSettled: refresh,
  });
  const deleting = useMutation({
    mutationFn: () => api(`/webhooks/${id}`, { method: "DELETE" }),
    onSuccess: () => router.push(team ? routes.teamWebhooks(team.slug) : routes.webhooks()),
  });
  const problem = testing.error ?? switching.error;
  return (
    <div className="flex flex-col gap-3">
      {problem ? <ProblemCallout error={problem} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button disabled={!enabled} pending={testing.isPending} onClick={() => testing.mutate()}>
          <Send aria-hidden />
          Send a test event
        </Button>
        <Button onClick={() => setOpen("edit")}>
          <Pencil aria-hidden />
          Edit
        </Button>
        <Button onClick={() => setOpen("rotate")}>
          <KeyRound aria-hidden />
          Rotate the secret
        </Button>
        <Button pending={switching.isPending} onClick={() => switching.mutate()}>
          <Power aria-hidden />
          {enabled ? "Switch off" : "Switch on"}
        </Button>
        <Button onClick={() => setOpen("delete")}>
          <Trash2 aria-hidden />
          Delete
        </Button>
      </div>
      <EditWebhookDialog webhook={webhook} open={open === "edit"} onClose={close} />
      <Dialog
        open={open === "rotate"}
        onClose={close}
        title="Rotate the secret"
        description="The new secret is shown once. For 24 hours events are signed by both, so that the receiver can change over without missing one."
        footer={
          <>
            <Button onClick={close}>Cancel</Button>
            <Button variant="primary" pending={rotating.isPending} onClick={() => rotating.mutate()}>
              Rotate
            </Button>
          </>
        }
      >
        {rotating.error ? <ProblemCallout error={rotating.error} /> : null}
      </Dialog>
      <Dialog
        open={open === "delete"}
        onClose={close}
        title="Delete the webhook"
        description="Nothing more is sent, and its log is gone."
        footer={
          <>
            <Button onClick={close}>Cancel</Button>
            <Button variant="danger" pending={deleting.isPending} onClick={() => deleting.mutate()}>
              Delete
            </Button>
          </>
        }
      >
        {deleting.error ? <ProblemCallout error={deleting.error} /> : null}
      </Dialog>
      <SecretOnce secret={secret} onClose={() => setSecret(undefined)} />
    </div>
  );
}
