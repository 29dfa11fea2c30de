import type { Tx } from "#lib/db";
import type { AttemptReport, TrafficReport } from "./schema.ts";

interface Reports {
  traffic: readonly TrafficReport[];
  attempts: readonly AttemptReport[];
}

/**
 * Remembers which targets answered, where and when: network targets by their attempts (a failure that was passed on for want of
 * anything better is no answer), local ones, which are nowhere, by the requests they ended.
 */
export async function noteExercise(tx: Tx, environmentId: string, reports: Reports): Promise<void> {
  const attempted = new Set(reports.attempts.map(({ versionId, target }) => `${versionId} ${target}`));
  const isLocal = ({ versionId, target }: TrafficReport) =>
    target !== "" && !attempted.has(`${versionId} ${target}`);
  const answered = [
    ...reports.traffic.filter(isLocal).map((report) => ({ ...report, addresses: "" })),
    ...reports.attempts.filter(({ outcome }) => outcome === "answered"),
  ].map(({ versionId, target, addresses, minute }) => ({ versionId, target, addresses, minute }));
  if (answered.length === 0) return;
  // A report says the minute; the end of it, or now, is when at the latest.
  await tx.$executeRaw`
    INSERT INTO "TargetExercise" AS e ("versionId", "environmentId", "target", "addresses", "answeredAt")
    SELECT r."versionId", ${environmentId}, r."target", COALESCE(r."addresses", w."addresses", '') AS "where",
      LEAST(now(), max(date_trunc('minute', r."minute")) + interval '59 seconds')
    FROM jsonb_to_recordset(${JSON.stringify(answered)}::jsonb)
      AS r("versionId" text, "target" text, "addresses" text, "minute" timestamptz)
    LEFT JOIN LATERAL (
      SELECT t->>'addresses' AS "addresses"
      FROM "Deployment" d CROSS JOIN jsonb_array_elements(COALESCE(d."writtenChain", '[]'::jsonb)) t
      WHERE d."versionId" = r."versionId" AND d."environmentId" = ${environmentId} AND t->>'id' = r."target"
      LIMIT 1
    ) w ON r."addresses" IS NULL
    GROUP BY r."versionId", r."target", "where"
    ORDER BY r."versionId", r."target", "where"
    ON CONFLICT ("versionId", "environmentId", "target", "addresses") DO UPDATE SET
      "answeredAt" = GREATEST(e."answeredAt", excluded."answeredAt")`;
}
