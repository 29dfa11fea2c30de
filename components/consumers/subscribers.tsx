"use client";

import { useQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useState } from "react";
import { SearchField } from "@/components/admin/search-field.tsx";
import { sortedBy } from "@/components/admin/sorted-by.ts";
import { routes } from "@/components/shell/routes.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SortHeader } from "@/components/ui/sort-header.tsx";
import { Table, TableEmpty, Th, THead } from "@/components/ui/table.tsx";
import type { SubscriptionQuery, SubscriptionSummary } from "#lib/consumers/schema";
import { HistoryDialog } from "./history-dialog.tsx";
import { MoveDialog, type Move } from "./move-dialog.tsx";
import { reachQuery, subscribersQuery } from "./queries.ts";
import { SubscriberFilters } from "./subscriber-filters.tsx";
import { SubscriberRow } from "./subscriber-row.tsx";
import { reachOf } from "./words.ts";

/** Who uses an API: the requests that wait, and everybody who is or was subscribed. */
export function Subscribers({ slug, query }: { slug: string; query: SubscriptionQuery }) {
  const { data, error } = useQuery(subscribersQuery(slug, query));
  const reach = useQuery(reachQuery(slug));
  const [move, setMove] = useState<Move>();
  const [shown, setShown] = useState<SubscriptionSummary>();
  const href = (changes: Partial<SubscriptionQuery>) => {
    const { live, ...next } = { ...query, ...changes };
    return routes.subscribers(slug, { ...next, live: live ? "true" : undefined });
  };
  const sorted = (sort: SubscriptionQuery["sort"]) => sortedBy(query, sort, href);
  const isFiltered = query.q !== "" || query.state !== undefined || query.environment !== undefined;
  return (
    <Card aria-labelledby="subscribers-heading">
      <CardHeader
        id="subscribers-heading"
        title="Subscribers"
        description={reach.data ? reachOf(reach.data) : undefined}
        actions={
          <>
            <SubscriberFilters query={query} href={href} />
            <SearchField label="Application or team" q={query.q} href={(q) => href({ q, page: 1 })} />
          </>
        }
      />
      {error ? <ProblemCallout error={error} /> : null}
      {data?.total === 0 && !isFiltered ? (
        <EmptyState icon={Users} title="Nobody has subscribed yet.">
          Offer a plan; teams then find Subscribe on this API’s page.
        </EmptyState>
      ) : (
        <>
          <Table label="Subscribers" stacks>
            <THead>
              <Th>Application</Th>
              <Th>Version</Th>
              <Th>Environment</Th>
              <Th>State</Th>
              <Th className="sm:max-md:hidden">Plan</Th>
              <SortHeader label="Last call" className="sm:max-lg:hidden" {...sorted("lastCallAt")} />
              <SortHeader label="Asked" className="sm:max-lg:hidden" {...sorted("requestedAt")} />
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            </THead>
            <tbody>
              {data?.items.map((subscription) => (
                <SubscriberRow
                  key={subscription.id}
                  subscription={subscription}
                  onMove={setMove}
                  onShow={() => setShown(subscription)}
                />
              ))}
              {data?.total === 0 ? <TableEmpty columns={8}>No subscriber is like that.</TableEmpty> : null}
            </tbody>
          </Table>
          <CardBody>
            {data ? <Pagination {...data} noun="subscriptions" href={(page) => href({ page })} /> : null}
          </CardBody>
        </>
      )}
      {move ? <MoveDialog move={move} onClose={() => setMove(undefined)} /> : null}
      {shown ? <HistoryDialog subscription={shown} onClose={() => setShown(undefined)} /> : null}
    </Card>
  );
}
