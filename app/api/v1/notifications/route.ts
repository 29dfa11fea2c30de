import { handle } from "@/app/_server/handle.ts";
import { listNotifications, NotificationDto, NotificationList } from "#lib/notifications";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List the own notifications",
    area: "notifications",
    query: NotificationList,
    answer: pageOf(NotificationDto),
  },
  ({ ctx, query }) => listNotifications(ctx, query),
);
