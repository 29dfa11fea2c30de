import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";

const KEEP_DAYS = 180;
const CHUNK = 1_000;

/** Deletes events past their retention with everybody's copies, a chunk at a time. Returns how many. */
export async function trimNotifications(ctx: Ctx): Promise<number> {
  authorise(ctx.actor, "notification.send");
  const before = new Date(ctx.now.getTime() - KEEP_DAYS * 86_400_000);
  for (let total = 0; ;) {
    const deleted = await ctx.db.$executeRaw`
      DELETE FROM "NotificationEvent" WHERE "id" IN (
        SELECT "id" FROM "NotificationEvent" WHERE "at" < ${before} LIMIT ${CHUNK})`;
    total += deleted;
    if (deleted < CHUNK) return total;
  }
}
