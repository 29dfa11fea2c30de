import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";

const KEEP_DAYS = 30;
/** Of usage, short views read minutes and long ones hours. */
const KEEP_USAGE_MINUTES_DAYS = 2;
const KEEP_USAGE_HOURS_DAYS = 400;
/** A gateway repeats a batch for minutes, not days. */
const KEEP_BATCHES_DAYS = 1;
/** Rows of one statement, so that no lock is held for long. */
const CHUNK = 10_000;

/** Deletes what is past its retention. The newest word of each node on who answers stays, however old. Returns the rows. */
export async function trimTelemetry(ctx: Ctx): Promise<number> {
  authorise(ctx.actor, "gateway.report");
  const { db } = ctx;
  return (
    (await untilDone(
      () => db.$executeRaw`
      DELETE FROM "TrafficMinute" WHERE ctid IN (SELECT ctid FROM "TrafficMinute"
        WHERE "minute" < now() - make_interval(days => ${KEEP_DAYS}::int) LIMIT ${CHUNK})`,
    )) +
    (await untilDone(
      () => db.$executeRaw`
      DELETE FROM "UsageMinute" WHERE ctid IN (SELECT ctid FROM "UsageMinute"
        WHERE "minute" < now() - make_interval(days => ${KEEP_USAGE_MINUTES_DAYS}::int) LIMIT ${CHUNK})`,
    )) +
    (await untilDone(
      () => db.$executeRaw`
      DELETE FROM "UsageHour" WHERE ctid IN (SELECT ctid FROM "UsageHour"
        WHERE "hour" < now() - make_interval(days => ${KEEP_USAGE_HOURS_DAYS}::int) LIMIT ${CHUNK})`,
    )) +
    (await untilDone(
      () => db.$executeRaw`
      DELETE FROM "AttemptMinute" WHERE ctid IN (SELECT ctid FROM "AttemptMinute"
        WHERE "minute" < now() - make_interval(days => ${KEEP_DAYS}::int) LIMIT ${CHUNK})`,
    )) +
    (await untilDone(
      () => db.$executeRaw`
      DELETE FROM "ServingChange" WHERE "id" IN (SELECT s."id" FROM "ServingChange" s
        WHERE s."at" < now() - make_interval(days => ${KEEP_DAYS}::int)
          AND EXISTS (SELECT 1 FROM "ServingChange" n WHERE n."versionId" = s."versionId"
            AND n."environmentId" = s."environmentId" AND n."node" = s."node" AND n."at" > s."at")
        LIMIT ${CHUNK})`,
    )) +
    (await untilDone(
      () => db.$executeRaw`
      DELETE FROM "IngestedBatch" WHERE "id" IN (SELECT "id" FROM "IngestedBatch"
        WHERE "receivedAt" < now() - make_interval(days => ${KEEP_BATCHES_DAYS}::int) LIMIT ${CHUNK})`,
    ))
  );
}

async function untilDone(deleteChunk: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await deleteChunk();
    total += deleted;
    if (deleted < CHUNK) return total;
  }
}
