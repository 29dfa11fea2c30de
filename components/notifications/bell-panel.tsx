"use client";

import { useQuery } from "@tanstack/react-query";
import { BellOff } from "lucide-react";
import { routes } from "@/components/shell/routes.ts";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Link } from "@/components/ui/link.tsx";
import { ProblemCallout } from "@/components/ui/problem-callout.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import { NotificationItem } from "./notification-item.tsx";
import { newestQuery } from "./queries.ts";
import { useReadAll } from "./use-read.ts";

/** The newest notifications, and the way to all of them. */
export function BellPanel({ onLeave }: { onLeave: () => void }) {
  const { data, error, isPending } = useQuery(newestQuery);
  const readingAll = useReadAll();
  const newest = data?.items[0];
  return (
    <>
      <div className="flex min-h-11 items-center justify-between gap-2 border-b px-3 py-1.5">
        <h2 className="text-sm font-semibold">Notifications</h2>
        {newest && data.items.some(({ readAt }) => readAt === null) ? (
          <Button
            size="sm"
            variant="ghost"
            pending={readingAll.isPending}
            onClick={() => readingAll.mutate(newest.id)}
          >
            Mark all read
          </Button>
        ) : null}
      </div>
      {error ? <ProblemCallout error={error} /> : null}
      {isPending ? <SkeletonRows label="Loading notifications" /> : null}
      {data?.total === 0 ? (
        <EmptyState icon={BellOff} title="Nothing yet." className="py-8">
          What concerns you and your teams appears here.
        </EmptyState>
      ) : (
        <ul className="max-h-96 divide-y overflow-y-auto">
          {data?.items.map((item) => (
            <NotificationItem key={item.id} item={item} isShort onLeave={onLeave} />
          ))}
        </ul>
      )}
      <div className="flex items-center justify-between gap-2 border-t px-3 py-2 text-sm">
        <Link href={routes.notifications()} onClick={onLeave} className="text-accent hover:underline">
          All notifications
        </Link>
        <Link
          href={routes.notificationSettings()}
          onClick={onLeave}
          className="text-text-muted hover:underline"
        >
          Settings
        </Link>
      </div>
    </>
  );
}
