import { handle } from "@/app/_server/handle.ts";
import { markNotification, NotificationChange, NotificationParams } from "#lib/notifications";

export const PATCH = handle(
  { params: NotificationParams, body: NotificationChange },
  ({ ctx, params, body }) => markNotification(ctx, { ...params, ...body }),
);
