import type { Tx } from "#lib/db";
import type { TrafficReport } from "./schema.ts";

/** Adds counts to the minutes they belong to, in one statement. */
export async function addTraffic(
  tx: Tx,
  from: { environmentId: string; node: string },
  reports: readonly TrafficReport[],
): Promise<void> {
  if (reports.length === 0) return;
  const rows = JSON.stringify(sumRepeats(reports));
  await tx.$executeRaw`
    INSERT INTO "TrafficMinute" AS t ("minute", "environmentId", "versionId", "node", "target", "statusClass", "requests",
      "rescued", "latency")
    SELECT date_trunc('minute', r."minute"), ${from.environmentId}, r."versionId", ${from.node}, r."target", r."statusClass",
      r."requests", r."rescued", r."latency"
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("minute" timestamptz, "versionId" text, "target" text, "statusClass" text,
      "requests" int, "rescued" int, "latency" int[])
    ON CONFLICT ("versionId", "environmentId", "minute", "node", "target", "statusClass") DO UPDATE SET
      "requests" = t."requests" + excluded."requests",
      "rescued" = t."rescued" + excluded."rescued",
      "latency" = ARRAY(
        SELECT COALESCE(a, 0) + COALESCE(b, 0)
        FROM unnest(t."latency", excluded."latency") WITH ORDINALITY AS u(a, b, n) ORDER BY n)`;
}

/** One row per minute, version, target and class, in key order: a statement cannot add to a row twice. */
function sumRepeats(reports: readonly TrafficReport[]): TrafficReport[] {
  const sums = new Map<string, TrafficReport>();
  for (const report of reports) {
    const minute = `${report.minute.slice(0, 16)}:00Z`;
    const key = [report.versionId, minute, report.target, report.statusClass].join(" ");
    const sum = sums.get(key);
    sums.set(key, sum ? add(sum, report) : { ...report, minute });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, report]) => report);
}

function add(a: TrafficReport, b: TrafficReport): TrafficReport {
  return {
    ...a,
    requests: a.requests + b.requests,
    rescued: a.rescued + b.rescued,
    latency: a.latency.map((count, index) => count + (b.latency[index] ?? 0)),
  };
}
