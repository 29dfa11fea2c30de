import { handle } from "@/app/_server/handle.ts";
import { listNotifications, NotificationList } from "#lib/notifications";

export const GET = handle({ query: NotificationList }, ({ ctx, query }) => listNotifications(ctx, query));
