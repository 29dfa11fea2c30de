import { z } from "zod";
import { handle } from "@/app/_server/handle.ts";
import { markAllNotifications, ReadAll } from "#lib/notifications";

/** Marks all up to one as read. */
export const POST = handle(
  {
    summary: "Mark notifications as read",
    area: "notifications",
    body: ReadAll,
    answer: z.object({ marked: z.int() }),
  },
  ({ ctx, body }) => markAllNotifications(ctx, body),
);
