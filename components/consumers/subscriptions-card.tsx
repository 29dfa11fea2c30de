"use client";

import { useQuery } from "@tanstack/react-query";
import { LayoutGrid, Link2 } from "lucide-react";
import { useState } from "react";
import { routes } from "@/components/shell/routes.ts";
import { ButtonLink } from "@/components/ui/button-link.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Link } from "@/components/ui/link.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { Table, Td, TdMenu, Th, THead, Tr } from "@/components/ui/table.tsx";
import type { SubscriptionSummary } from "#lib/consumers/schema";
import { ALL_SUBSCRIPTIONS } from "./all-subscriptions.ts";
import { HistoryDialog } from "./history-dialog.tsx";
import { ListPager } from "@/components/ui/list-pager.tsx";
import { MoveDialog, type Move } from "./move-dialog.tsx";
import { subscriptionsQuery } from "./queries.ts";
import { SubscriptionBadge } from "./state-badge.tsx";
import { SubscriptionMenu } from "./subscription-menu.tsx";
import { limitsOf } from "./words.ts";

/** What an application is subscribed to. */
export function SubscriptionsCard({ slug }: { slug: string }) {
  const [page, setPage] = useState(1);
  const { data, error } = useQuery(subscriptionsQuery(slug, { ...ALL_SUBSCRIPTIONS, page }));
  const [move, setMove] = useState<Move>();
  const [shown, setShown] = useState<SubscriptionSummary>();
  const find = (
    <ButtonLink href={routes.catalogue()}>
      <LayoutGrid aria-hidden />
      Find an API
    </ButtonLink>
  );
  return (
    <Card aria-labelledby="subscriptions-heading">
      <CardHeader
        id="subscriptions-heading"
        title="Subscriptions"
        actions={data?.total === 0 ? null : find}
      />
      {error ? <ProblemCallout error={error} /> : null}
      {data?.total === 0 ? (
        <EmptyState icon={Link2} title="Subscribed to nothing yet." action={find}>
          Find an API in the catalogue and press Subscribe on its page.
        </EmptyState>
      ) : (
        <Table label="Subscriptions" stacks>
          <THead>
            <Th>API</Th>
            <Th>Environment</Th>
            <Th>State</Th>
            <Th className="sm:max-md:hidden">Plan</Th>
            <Th className="sm:max-lg:hidden">Last call</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </THead>
          <tbody>
            {data?.items.map((subscription) => (
              <Tr key={subscription.id}>
                <Td>
                  <Link
                    href={routes.api(subscription.api.slug, { version: subscription.version })}
                    className="font-medium hover:underline"
                  >
                    {subscription.api.name}
                  </Link>{" "}
                  <span className="font-mono text-xs">{subscription.version}</span>
                </Td>
                <Td label="Environment">{subscription.environment}</Td>
                <Td label="State">
                  <StateCell subscription={subscription} />
                </Td>
                <Td label="Plan" className="sm:max-md:hidden">
                  <span className="flex flex-col">
                    {subscription.plan.name}
                    <span className="text-xs text-text-muted">{limitsOf(subscription.plan)}</span>
                  </span>
                </Td>
                <Td label="Last call" className="whitespace-nowrap text-text-muted sm:max-lg:hidden">
                  {subscription.lastCallAt ? <RelativeTime at={subscription.lastCallAt} /> : "Never"}
                </Td>
                <TdMenu>
                  <SubscriptionMenu
                    subscription={subscription}
                    name={`${subscription.api.name} in ${subscription.environment}`}
                    onMove={setMove}
                    onShow={() => setShown(subscription)}
                  />
                </TdMenu>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {data && data.total > data.size ? (
        <CardBody>
          <ListPager {...data} noun="subscriptions" onPage={setPage} />
        </CardBody>
      ) : null}
      {move ? <MoveDialog move={move} onClose={() => setMove(undefined)} /> : null}
      {shown ? <HistoryDialog subscription={shown} onClose={() => setShown(undefined)} /> : null}
    </Card>
  );
}

/** The state, and the other side's reason where there is one. */
export function StateCell({ subscription }: { subscription: SubscriptionSummary }) {
  const { state, enforcement, reason } = subscription;
  return (
    <span className="flex flex-col items-start gap-0.5">
      <SubscriptionBadge state={state} enforcement={enforcement} />
      {reason ? <span className="max-w-64 text-xs break-words text-text-muted">{reason}</span> : null}
    </span>
  );
}
