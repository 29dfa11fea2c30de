"use client";

import { useQuery } from "@tanstack/react-query";
import { BellOff, CheckCheck } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { useUrlSearch } from "@/components/shell/use-url-search.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Pagination } from "@/components/ui/pagination.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { Segmented } from "@/components/ui/segmented.tsx";
import { NotificationItem } from "./notification-item.tsx";
import { notificationQueryOf, notificationsQuery } from "./queries.ts";
import { useReadAll } from "./use-read.ts";
import { useUnread } from "./use-unread.ts";

const STATES = [
  { value: "all", label: "All" },
  { value: "unread", label: "Unread" },
] as const;

/** Everything one was told of, newest first. */
export function NotificationList() {
  const { search, change } = useUrlSearch();
  const query = notificationQueryOf(new URLSearchParams(search));
  const { data, error } = useQuery(notificationsQuery(query));
  const readingAll = useReadAll();
  const newest = useUnread()?.items[0];
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Segmented
          label="Show"
          value={query.state}
          options={STATES}
          onChange={(state) => change({ state: state === "all" ? undefined : state })}
        />
        <Button
          disabled={newest === undefined}
          pending={readingAll.isPending}
          onClick={() => newest && readingAll.mutate(newest.id)}
        >
          <CheckCheck aria-hidden />
          Mark all read
        </Button>
      </div>
      {error ? <ProblemCallout error={error} /> : null}
      <Card>
        {data?.total === 0 ? (
          <EmptyState icon={BellOff} title={query.state === "unread" ? "Nothing is unread." : "Nothing yet."}>
            What concerns you and your teams appears here.
          </EmptyState>
        ) : (
          <ul aria-label="Notifications" className="divide-y overflow-hidden rounded-t-lg">
            {data?.items.map((item) => (
              <NotificationItem key={item.id} item={item} />
            ))}
          </ul>
        )}
        {data && data.total > 0 ? (
          <CardBody className="border-t">
            <Pagination
              {...data}
              noun="notifications"
              href={(page) =>
                routes.notifications({
                  state: query.state === "all" ? undefined : query.state,
                  page: page === 1 ? undefined : page,
                })
              }
            />
          </CardBody>
        ) : null}
      </Card>
    </div>
  );
}
