import { handle } from "@/app/_server/handle.ts";
import {
  markNotification,
  NotificationChange,
  NotificationDto,
  NotificationParams,
} from "#lib/notifications";

export const PATCH = handle(
  {
    summary: "Mark a notification as read or unread",
    area: "notifications",
    params: NotificationParams,
    body: NotificationChange,
    answer: NotificationDto,
  },
  ({ ctx, params, body }) => markNotification(ctx, { ...params, ...body }),
);
