import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";

const KEEP_DAYS = 30;
const CHUNK = 5_000;

/**
 * Removes changes that were written long ago, with their receipts: what they changed has been in force since, and the audit
 * keeps who did it. Returns how many.
 */
export async function trimAccessChanges(ctx: Ctx): Promise<number> {
  authorise(ctx.actor, "publication.reconcile");
  let removed = 0;
  for (;;) {
    const count = await ctx.db.$executeRaw`
      DELETE FROM "AccessChange" WHERE "id" IN (SELECT "id" FROM "AccessChange"
        WHERE "state" = 'written' AND "requestedAt" < now() - make_interval(days => ${KEEP_DAYS}::int) LIMIT ${CHUNK})`;
    removed += count;
    if (count < CHUNK) return removed;
  }
}
