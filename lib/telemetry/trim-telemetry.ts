import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";
import { partitionsAhead } from "./partition-plan.ts";
import { dropPastPartitions, ensurePartitions } from "./partitions.ts";

/** Of what is not partitioned; the retention of counts is in the plan of their partitions. */
const KEEP_SERVING_DAYS = 30;
/** A gateway repeats a batch for minutes, not days. */
const KEEP_BATCHES_DAYS = 1;
/** Rows of one statement, so that no lock is held for long. */
const CHUNK = 10_000;

/**
 * Makes the partitions that are needed next, drops those that are past their retention, and deletes the rows of other tables
 * that are. The newest word of each node on who answers stays, however old.
 */
export async function trimTelemetry(ctx: Ctx): Promise<{ made: string[]; dropped: string[]; rows: number }> {
  authorise(ctx.actor, "gateway.report");
  const { db } = ctx;
  const made = await ensurePartitions(db, partitionsAhead(ctx.now.getTime()));
  const dropped = await dropPastPartitions(db);
  const serving = await untilDone(
    () => db.$executeRaw`
      DELETE FROM "ServingChange" WHERE "id" IN (SELECT s."id" FROM "ServingChange" s
        WHERE s."at" < now() - make_interval(days => ${KEEP_SERVING_DAYS}::int)
          AND EXISTS (SELECT 1 FROM "ServingChange" n WHERE n."versionId" = s."versionId"
            AND n."environmentId" = s."environmentId" AND n."node" = s."node" AND n."at" > s."at")
        LIMIT ${CHUNK})`,
  );
  const batches = await untilDone(
    () => db.$executeRaw`
      DELETE FROM "IngestedBatch" WHERE "id" IN (SELECT "id" FROM "IngestedBatch"
        WHERE "receivedAt" < now() - make_interval(days => ${KEEP_BATCHES_DAYS}::int) LIMIT ${CHUNK})`,
  );
  return { made, dropped, rows: serving + batches };
}

async function untilDone(deleteChunk: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await deleteChunk();
    total += deleted;
    if (deleted < CHUNK) return total;
  }
}
