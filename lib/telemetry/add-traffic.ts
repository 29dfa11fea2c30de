import type { Tx } from "#lib/db";
import { INT4_MAX } from "#lib/ids";
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
      "rescued", "latency", "added")
    SELECT date_trunc('minute', r."minute"), ${from.environmentId}, r."versionId", ${from.node}, r."target", r."statusClass",
      r."requests", r."rescued", r."latency", COALESCE(r."added", '{}')
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("minute" timestamptz, "versionId" text, "target" text, "statusClass" text,
      "requests" int, "rescued" int, "latency" int[], "added" int[])
    ON CONFLICT ("versionId", "environmentId", "minute", "node", "target", "statusClass") DO UPDATE SET
      "requests" = LEAST(${INT4_MAX}::int8, t."requests"::int8 + excluded."requests")::int,
      "rescued" = LEAST(${INT4_MAX}::int8, t."rescued"::int8 + excluded."rescued")::int,
      "latency" = ARRAY(
        SELECT LEAST(${INT4_MAX}::int8, COALESCE(a, 0)::int8 + COALESCE(b, 0))::int
        FROM unnest(t."latency", excluded."latency") WITH ORDINALITY AS u(a, b, n) ORDER BY n),
      "added" = ARRAY(
        SELECT LEAST(${INT4_MAX}::int8, COALESCE(a, 0)::int8 + COALESCE(b, 0))::int
        FROM unnest(t."added", excluded."added") WITH ORDINALITY AS u(a, b, n) ORDER BY n)`;
}

/** The same by application and operation. */
export async function addUsage(
  tx: Tx,
  from: { environmentId: string; node: string },
  reports: readonly TrafficReport[],
): Promise<void> {
  if (reports.length === 0) return;
  const rows = JSON.stringify(
    sumRepeats(reports, ({ application, operation }) => `${application} ${operation}`),
  );
  await tx.$executeRaw`
    INSERT INTO "UsageMinute" AS t ("minute", "environmentId", "versionId", "node", "applicationId", "operation", "target",
      "statusClass", "requests", "throttled", "latency")
    SELECT date_trunc('minute', r."minute"), ${from.environmentId}, r."versionId", ${from.node}, COALESCE(r."application", ''),
      COALESCE(r."operation", ''), r."target", r."statusClass", r."requests", COALESCE(r."throttled", 0), r."latency"
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("minute" timestamptz, "versionId" text, "application" text, "operation" text,
      "target" text, "statusClass" text, "requests" int, "throttled" int, "latency" int[])
    ON CONFLICT ("versionId", "environmentId", "minute", "node", "applicationId", "operation", "target", "statusClass")
    DO UPDATE SET
      "requests" = LEAST(${INT4_MAX}::int8, t."requests"::int8 + excluded."requests")::int,
      "throttled" = LEAST(${INT4_MAX}::int8, t."throttled"::int8 + excluded."throttled")::int,
      "latency" = ARRAY(
        SELECT LEAST(${INT4_MAX}::int8, COALESCE(a, 0)::int8 + COALESCE(b, 0))::int
        FROM unnest(t."latency", excluded."latency") WITH ORDINALITY AS u(a, b, n) ORDER BY n)`;
}

/** One row per minute, version, target, class and what else is given, in key order: a statement cannot add to a row twice. */
function sumRepeats(
  reports: readonly TrafficReport[],
  also: (report: TrafficReport) => string = () => "",
): TrafficReport[] {
  const sums = new Map<string, TrafficReport>();
  for (const report of reports) {
    const minute = `${report.minute.slice(0, 16)}:00Z`;
    const key = [report.versionId, minute, report.target, report.statusClass, also(report)].join(" ");
    const sum = sums.get(key);
    sums.set(key, sum ? add(sum, report) : { ...report, minute });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, report]) => report);
}

function add(a: TrafficReport, b: TrafficReport): TrafficReport {
  return {
    ...a,
    requests: sum(a.requests, b.requests),
    rescued: sum(a.rescued, b.rescued),
    throttled: sum(a.throttled ?? 0, b.throttled ?? 0),
    latency: sumBuckets(a.latency, b.latency),
    ...(a.added || b.added ? { added: sumBuckets(a.added ?? [], b.added ?? []) } : {}),
  };
}

function sumBuckets(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, index) =>
    sum(a[index] ?? 0, b[index] ?? 0),
  );
}

/** What a column holds at most: a wrong count must not keep a batch from ever being taken. */
function sum(a: number, b: number): number {
  return Math.min(INT4_MAX, a + b);
}
