"use client";

import { useQuery } from "@tanstack/react-query";
import { requestsQuery } from "@/components/consumers/queries.ts";
import { routes } from "@/components/shell/routes.ts";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { NeedCard } from "./need-card.tsx";
import { NeedRow } from "./need-row.tsx";

/** Requests that wait for this person's answer, the oldest first. */
export function SubscriptionRequests() {
  const { data } = useQuery(requestsQuery);
  if (!data) return null;
  return (
    <NeedCard
      id="requests-heading"
      title="Subscriptions to approve"
      description="Somebody waits for your answer."
      shown={data.items.length}
      total={data.total}
    >
      {data.items.map((request) => (
        <NeedRow
          key={request.id}
          href={routes.subscribers(request.api.slug, { state: "pending" })}
          title={`${request.application.name} → ${request.api.name}`}
          where={`${request.version} in ${request.environment}`}
          aside={<RelativeTime at={request.requestedAt} />}
        >
          {request.purpose}
        </NeedRow>
      ))}
    </NeedCard>
  );
}
