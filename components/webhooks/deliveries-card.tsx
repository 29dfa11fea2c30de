"use client";

import { useQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Segmented } from "@/components/ui/segmented.tsx";
import { Table, Td, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { DeliveryDto } from "#lib/webhooks/schema";
import { DeliveryDialog } from "./delivery-dialog.tsx";
import { deliveriesQuery, deliveryQueryOf } from "./queries.ts";
import { DeliveryBadge } from "./webhook-badge.tsx";

const STATES = [
  { value: "", label: "All" },
  { value: "pending", label: "Waiting" },
  { value: "failed", label: "Failed" },
  { value: "delivered", label: "Delivered" },
] as const;

/** What was sent to a webhook, and what came of it; kept current. */
export function DeliveriesCard({ id, isOn }: { id: string; isOn: boolean }) {
  const { search, change } = useUrlSearch();
  const query = deliveryQueryOf(new URLSearchParams(search));
  const { data, error } = useQuery(deliveriesQuery(id, query));
  const [shown, setShown] = useState<string>();
  return (
    <Card>
      <CardHeader
        title="Deliveries"
        actions={
          <Segmented
            label="State"
            value={query.state ?? ""}
            options={STATES}
            onChange={(state) => change({ state })}
          />
        }
      />
      {error ? <ProblemCallout error={error} /> : null}
      {data?.total === 0 ? (
        <EmptyState icon={Inbox} title="Nothing here.">
          What is sent is kept for 30 days.
        </EmptyState>
      ) : (
        <Table label="Deliveries" stacks>
          <THead>
            <Th>Event</Th>
            <Th>State</Th>
            <Th>Answer</Th>
            <Th>Attempts</Th>
            <Th>Sent</Th>
            <Th>Next attempt</Th>
          </THead>
          <tbody>
            {data?.items.map((delivery) => (
              <DeliveryRow key={delivery.id} delivery={delivery} onShow={() => setShown(delivery.id)} />
            ))}
          </tbody>
        </Table>
      )}
      {data && data.total > 0 ? (
        <CardBody>
          <Pagination
            {...data}
            noun="deliveries"
            href={(page) => routes.webhook(id, { state: query.state, page })}
          />
        </CardBody>
      ) : null}
      {shown === undefined ? null : (
        <DeliveryDialog id={id} delivery={shown} isOn={isOn} onClose={() => setShown(undefined)} />
      )}
    </Card>
  );
}

function DeliveryRow({ delivery, onShow }: { delivery: DeliveryDto; onShow: () => void }) {
  return (
    <Tr>
      <Td>
        <Button size="sm" variant="ghost" className="font-mono" onClick={onShow}>
          {delivery.kind}
        </Button>
      </Td>
      <Td label="State">
        <DeliveryBadge state={delivery.state} />
      </Td>
      <Td label="Answer" className="max-w-xs truncate">
        {delivery.lastStatus ?? delivery.lastError ?? "None yet"}
      </Td>
      <Td label="Attempts" className="tabular-nums">
        {delivery.attempts}
      </Td>
      <Td label="Sent">
        <RelativeTime at={delivery.createdAt} />
      </Td>
      <Td label="Next attempt">
        {delivery.nextAttemptAt ? <RelativeTime at={delivery.nextAttemptAt} /> : "None"}
      </Td>
    </Tr>
  );
}
