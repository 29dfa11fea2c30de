import { handle } from "@/app/_server/handle.ts";
import { markAllNotifications, ReadAll } from "#lib/notifications";

/** Marks all up to one as read. */
export const POST = handle({ body: ReadAll }, ({ ctx, body }) => markAllNotifications(ctx, body));
