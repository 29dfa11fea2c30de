import { Prisma, type Tx } from "#lib/db";
import { LATENCY_BUCKETS_MS, type TrafficReport } from "./schema.ts";

const SUMS = Prisma.raw(
  Array.from({ length: LATENCY_BUCKETS_MS.length + 1 }, (_, i) => `sum(r."latency"[${i + 1}])`).join(", "),
);

/**
 * Adds counts to the hours they belong to, in one statement. It happens with the minutes and not by a job later: a report that
 * comes late, or long after its minutes are gone, is in the hours all the same. In key order, since gateways share the rows.
 */
export async function addUsageHours(
  tx: Tx,
  environmentId: string,
  reports: readonly TrafficReport[],
): Promise<void> {
  if (reports.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO "UsageHour" AS t ("hour", "environmentId", "versionId", "applicationId", "operation", "target", "statusClass",
      "requests", "throttled", "latency")
    SELECT date_trunc('hour', r."minute", 'UTC'), ${environmentId}, r."versionId", COALESCE(r."application", ''),
      COALESCE(r."operation", ''), r."target", r."statusClass", sum(r."requests"), sum(COALESCE(r."throttled", 0)),
      ARRAY[${SUMS}]::bigint[]
    FROM jsonb_to_recordset(${JSON.stringify(reports)}::jsonb) AS r("minute" timestamptz, "versionId" text, "application" text,
      "operation" text, "target" text, "statusClass" text, "requests" bigint, "throttled" bigint, "latency" bigint[])
    GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 3, 1, 4, 5, 6, 7
    ON CONFLICT ("versionId", "environmentId", "hour", "applicationId", "operation", "target", "statusClass") DO UPDATE SET
      "requests" = t."requests" + excluded."requests",
      "throttled" = t."throttled" + excluded."throttled",
      "latency" = ARRAY(
        SELECT COALESCE(a, 0) + COALESCE(b, 0)
        FROM unnest(t."latency", excluded."latency") WITH ORDINALITY AS u(a, b, n) ORDER BY n)`;
}
