import type { Tx } from "#lib/db";
import type { AttemptReport, TrafficReport } from "./schema.ts";

interface Reports {
  traffic: readonly TrafficReport[];
  attempts: readonly AttemptReport[];
}

/**
 * Remembers which targets answered, and when: network targets by their attempts (a failure that was passed on for want of
 * anything better is no answer), local ones by the requests they ended.
 */
export async function noteExercise(tx: Tx, environmentId: string, reports: Reports): Promise<void> {
  const attempted = new Set(reports.attempts.map(({ versionId, target }) => `${versionId} ${target}`));
  const isLocal = ({ versionId, target }: TrafficReport) =>
    target !== "" && !attempted.has(`${versionId} ${target}`);
  const answered = [
    ...reports.traffic.filter(isLocal),
    ...reports.attempts.filter(({ outcome }) => outcome === "answered"),
  ].map(({ versionId, target, minute }) => ({ versionId, target, minute }));
  if (answered.length === 0) return;
  // A report says the minute; the end of it, or now, is when at the latest.
  await tx.$executeRaw`
    INSERT INTO "TargetExercise" AS e ("versionId", "environmentId", "target", "answeredAt")
    SELECT r."versionId", ${environmentId}, r."target",
      LEAST(now(), max(date_trunc('minute', r."minute")) + interval '59 seconds')
    FROM jsonb_to_recordset(${JSON.stringify(answered)}::jsonb) AS r("versionId" text, "target" text, "minute" timestamptz)
    GROUP BY r."versionId", r."target"
    ORDER BY r."versionId", r."target"
    ON CONFLICT ("versionId", "environmentId", "target") DO UPDATE SET
      "answeredAt" = GREATEST(e."answeredAt", excluded."answeredAt")`;
}
