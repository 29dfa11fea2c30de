"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Webhook } from "lucide-react";
import type { Route } from "next";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Link } from "@/components/ui/link.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Table, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { WebhookDto } from "#lib/webhooks/schema";
import { NewWebhookDialog } from "./new-webhook-dialog.tsx";
import { webhooksQuery } from "./queries.ts";
import { WebhookBadge } from "./webhook-badge.tsx";

/** Where the events of a team, or of the organisation, are sent. */
export function WebhooksCard({ team, page }: { team?: string; page: number }) {
  const { data, error } = useQuery(webhooksQuery(team, page));
  const [isCreating, setIsCreating] = useState(false);
  const pageAt = (to: number): Route =>
    team === undefined ? routes.webhooks({ page: to }) : routes.teamWebhooks(team, { page: to });
  return (
    <Card>
      <CardHeader
        title="Webhooks"
        actions={
          <Button variant="primary" onClick={() => setIsCreating(true)}>
            <Plus aria-hidden />
            New webhook
          </Button>
        }
      />
      {error ? <ProblemCallout error={error} /> : null}
      {data?.total === 0 ? (
        <EmptyState icon={Webhook} title="No webhook yet.">
          A webhook sends events to another system as they happen, signed.
        </EmptyState>
      ) : (
        <Table label="Webhooks" stacks>
          <THead>
            <Th>Address</Th>
            <Th>State</Th>
            <Th>Events</Th>
            <Th>Last delivery</Th>
          </THead>
          <tbody>
            {data?.items.map((webhook) => (
              <WebhookRow key={webhook.id} webhook={webhook} />
            ))}
          </tbody>
        </Table>
      )}
      {data && data.total > 0 ? (
        <CardBody>
          <Pagination {...data} noun="webhooks" href={pageAt} />
        </CardBody>
      ) : null}
      <NewWebhookDialog team={team} open={isCreating} onClose={() => setIsCreating(false)} />
    </Card>
  );
}

function WebhookRow({ webhook }: { webhook: WebhookDto }) {
  const { lastDelivery } = webhook;
  return (
    <Tr>
      <Td className="max-w-sm">
        <Link href={routes.webhook(webhook.id)} className="font-medium break-all text-accent hover:underline">
          {new URL(webhook.url).host}
        </Link>
        <p className="truncate text-xs text-text-muted">{webhook.description || webhook.url}</p>
      </Td>
      <Td label="State">
        <WebhookBadge webhook={webhook} />
      </Td>
      <Td label="Events" className="tabular-nums">
        {webhook.kinds.length}
      </Td>
      <Td label="Last delivery">
        {lastDelivery ? (
          <>
            <RelativeTime at={lastDelivery.at} />
            {lastDelivery.status === null ? null : ` · ${lastDelivery.status}`}
          </>
        ) : (
          "None yet"
        )}
      </Td>
    </Tr>
  );
}
