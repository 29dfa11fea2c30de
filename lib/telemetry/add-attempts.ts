import type { Tx } from "#lib/db";
import { INT4_MAX } from "#lib/ids";
import type { AttemptReport } from "./schema.ts";

/** Adds attempts to the minutes they belong to, in one statement. */
export async function addAttempts(
  tx: Tx,
  from: { environmentId: string; node: string },
  reports: readonly AttemptReport[],
): Promise<void> {
  if (reports.length === 0) return;
  // Summed first, because a statement cannot add to a row twice; in key order, so that two batches cannot wait for each other.
  await tx.$executeRaw`
    INSERT INTO "AttemptMinute" AS a ("minute", "environmentId", "versionId", "node", "target", "outcome", "attempts")
    SELECT date_trunc('minute', r."minute") AS "at", ${from.environmentId}, r."versionId", ${from.node}, r."target", r."outcome",
      LEAST(${INT4_MAX}::int8, sum(r."attempts"))::int
    FROM jsonb_to_recordset(${JSON.stringify(reports)}::jsonb)
      AS r("minute" timestamptz, "versionId" text, "target" text, "outcome" text, "attempts" int)
    GROUP BY "at", r."versionId", r."target", r."outcome"
    ORDER BY r."versionId", "at", r."target", r."outcome"
    ON CONFLICT ("versionId", "environmentId", "minute", "node", "target", "outcome") DO UPDATE SET
      "attempts" = LEAST(${INT4_MAX}::int8, a."attempts"::int8 + excluded."attempts")::int`;
}
