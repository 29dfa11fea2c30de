import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";

/** Gateways refuse them since; a day is for whoever asks why. */
const KEEP_HOURS = 24;
const CHUNK = 1_000;

/**
 * Removes keys that were made to try something out and have ended, with what is kept of their documents: they end by
 * themselves wherever they are known, and the audit keeps who made them. Those that wait to be written stay. Returns how many.
 */
export async function trimTrialKeys(ctx: Ctx): Promise<number> {
  authorise(ctx.actor, "publication.reconcile");
  let removed = 0;
  for (;;) {
    const [row] = await ctx.db.$queryRaw<{ count: number }[]>`
      WITH ended AS (
        SELECT k."id", k."environmentId", 'credentials/' || k."hash" AS "storeKey" FROM "ApplicationKey" k
        WHERE k."isTrial" AND k."expiresAt" < ${ctx.now}::timestamptz - make_interval(hours => ${KEEP_HOURS}::int)
          AND NOT EXISTS (SELECT 1 FROM "AccessDocument" d WHERE d."environmentId" = k."environmentId"
            AND d."storeKey" = 'credentials/' || k."hash" AND d."pending")
        LIMIT ${CHUNK}
      ), documents AS (
        DELETE FROM "AccessDocument" d USING ended
        WHERE d."environmentId" = ended."environmentId" AND d."storeKey" = ended."storeKey"
      ), keys AS (
        DELETE FROM "ApplicationKey" k USING ended WHERE k."id" = ended."id" RETURNING 1
      )
      SELECT count(*)::int AS "count" FROM keys`;
    const count = row?.count ?? 0;
    removed += count;
    if (count < CHUNK) return removed;
  }
}
