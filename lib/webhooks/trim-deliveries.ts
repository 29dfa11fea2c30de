import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";

const KEEP_DAYS = 30;
const CHUNK = 1_000;

/** Deletes deliveries past their retention with their logs, a chunk at a time. Returns how many. */
export async function trimDeliveries(ctx: Ctx): Promise<number> {
  authorise(ctx.actor, "notification.send");
  const before = new Date(ctx.now.getTime() - KEEP_DAYS * 86_400_000);
  for (let total = 0; ;) {
    const deleted = await ctx.db.$executeRaw`
      DELETE FROM "WebhookDelivery" WHERE "id" IN (
        SELECT "id" FROM "WebhookDelivery" WHERE "createdAt" < ${before} AND "state" <> 'pending' LIMIT ${CHUNK})`;
    total += deleted;
    if (deleted < CHUNK) return total;
  }
}
