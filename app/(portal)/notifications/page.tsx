import type { Metadata } from "next";
import { orNotFound, pageCtx } from "@/app/_server/page-ctx.ts";
import { NotificationList } from "@/components/notifications/notification-list.tsx";
import { notificationQueryOf, notificationsQuery } from "@/components/notifications/queries.ts";
import { Prefetched } from "@/components/shell/prefetched.tsx";
import { createQueryClient } from "@/components/shell/query-client.ts";
import { searchParamsOf } from "@/components/shell/search-params.ts";
import { PageHeader } from "@/components/ui/page-header.tsx";
import { listNotifications } from "#lib/notifications";

export const metadata: Metadata = { title: "Notifications" };

export default async function NotificationsPage({ searchParams }: PageProps<"/notifications">) {
  const ctx = await pageCtx();
  const query = notificationQueryOf(searchParamsOf(await searchParams));
  const client = createQueryClient();
  client.setQueryData(notificationsQuery(query).queryKey, await orNotFound(listNotifications(ctx, query)));
  return (
    <Prefetched client={client}>
      <PageHeader title="Notifications" description="What happened that concerns you and your teams." />
      <NotificationList />
    </Prefetched>
  );
}
