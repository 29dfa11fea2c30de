import { Prisma, type Ctx } from "#lib/db";
import { latencyPercentileMs } from "#lib/telemetry";
import { LATENCY_BUCKETS_MS } from "#lib/telemetry/schema";
import type { UsageCounts } from "./schema.ts";
import type { Span } from "./span.ts";

/** Whose usage: versions (all of them in one environment or in all), or an application. */
export interface Whose {
  versionIds?: string[];
  applicationId?: string;
  environmentId?: string;
}

const PART_COLUMNS = {
  operation: "operation",
  application: "applicationId",
  target: "target",
  version: "versionId",
} as const;
export type Part = keyof typeof PART_COLUMNS;

interface Row {
  step: Date | null;
  part: string | null;
  requests: number;
  clientErrors: number;
  serverErrors: number;
  throttled: number;
  latency: (number | null)[];
}

/** Latency is that of requests which a target answered: a refusal by the gateway itself is fast, and says nothing of the API. */
const LATENCY_SUMS = Prisma.raw(
  Array.from(
    { length: LATENCY_BUCKETS_MS.length + 1 },
    (_, i) => `sum(u."latency"[${i + 1}]) FILTER (WHERE u."target" <> '') AS "l${i + 1}"`,
  ).join(", "),
);
const SUMS_OF_LATENCY_SUMS = Prisma.raw(
  Array.from({ length: LATENCY_BUCKETS_MS.length + 1 }, (_, i) => `sum("l${i + 1}")`).join(", "),
);

/** One pass over the table makes steps × parts; totals, steps and parts are sums of those few. */
const CELL = Prisma.sql`
  sum(u."requests") AS "requests",
  sum(u."requests") FILTER (WHERE u."statusClass" = '4xx') AS "clientErrors",
  sum(u."requests") FILTER (WHERE u."statusClass" = '5xx') AS "serverErrors",
  sum(u."throttled") AS "throttled",
  ${LATENCY_SUMS}`;

const COUNTS = Prisma.sql`
  COALESCE(sum("requests"), 0)::float8 AS "requests",
  COALESCE(sum("clientErrors"), 0)::float8 AS "clientErrors",
  COALESCE(sum("serverErrors"), 0)::float8 AS "serverErrors",
  COALESCE(sum("throttled"), 0)::float8 AS "throttled",
  ARRAY[${SUMS_OF_LATENCY_SUMS}]::float8[] AS "latency"`;

/** A table with its time as `at`, and the part as `part`, reduced to those whose usage it is. */
function source(whose: Whose, span: Span, part: Part): Prisma.Sql {
  const time = Prisma.raw(span.table === "UsageMinute" ? `"minute"` : `"hour"`);
  const conditions = [
    Prisma.sql`${time} >= ${span.from}`,
    Prisma.sql`${time} < ${span.to}`,
    ...(whose.versionIds ? [Prisma.sql`"versionId" = ANY(${whose.versionIds}::text[])`] : []),
    ...(whose.applicationId === undefined ? [] : [Prisma.sql`"applicationId" = ${whose.applicationId}`]),
    ...(whose.environmentId === undefined ? [] : [Prisma.sql`"environmentId" = ${whose.environmentId}`]),
  ];
  return Prisma.sql`
    SELECT date_bin(${span.stepMs} * interval '1 millisecond', ${time}, ${span.from}) AS "step",
      ${Prisma.raw(`"${PART_COLUMNS[part]}"`)} AS "part", "target", "statusClass", "requests", "throttled", "latency"
    FROM ${Prisma.raw(`"${span.table}"`)} WHERE ${Prisma.join(conditions, " AND ")}`;
}

export interface Usage {
  totals: UsageCounts;
  /** By the time of the step in ms; steps without requests are absent. */
  steps: Map<number, UsageCounts>;
  /** The busiest first. */
  parts: { key: string; counts: UsageCounts }[];
}

/** Totals, steps and parts in one pass over the table. */
export async function readUsage(ctx: Ctx, whose: Whose, view: { span: Span; part: Part }): Promise<Usage> {
  const rows = await ctx.db.$queryRaw<(Row & { grouped: number })[]>`
    WITH cell AS (
      SELECT u."step", u."part", ${CELL} FROM (${source(whose, view.span, view.part)}) u GROUP BY u."step", u."part"
    )
    SELECT grouping("step", "part")::int AS "grouped", "step", "part", ${COUNTS} FROM cell
    GROUP BY GROUPING SETS (("step"), ("part"), ())
    ORDER BY 4 DESC, "part"`;
  const ofSteps = rows.filter(({ grouped }) => grouped === 1);
  const ofParts = rows.filter(({ grouped }) => grouped === 2);
  const total = rows.find(({ grouped }) => grouped === 3);
  return {
    totals: total ? toCounts(total) : NONE,
    steps: new Map(ofSteps.map((row) => [row.step?.getTime() ?? 0, toCounts(row)])),
    parts: ofParts.map((row) => ({ key: row.part ?? "", counts: toCounts(row) })),
  };
}

/** Steps × parts, for an export: at most `limit` rows, in the order of time. */
export async function readUsageRows(
  ctx: Ctx,
  whose: Whose,
  view: { span: Span; part: Part; limit: number },
): Promise<{ at: Date; key: string; counts: UsageCounts }[]> {
  const rows = await ctx.db.$queryRaw<Row[]>`
    WITH cell AS (
      SELECT u."step", u."part", ${CELL} FROM (${source(whose, view.span, view.part)}) u GROUP BY u."step", u."part"
    )
    SELECT "step", "part", ${COUNTS} FROM cell GROUP BY "step", "part" ORDER BY "step", "part" LIMIT ${view.limit}`;
  return rows.map((row) => ({ at: row.step ?? view.span.from, key: row.part ?? "", counts: toCounts(row) }));
}

export const NONE: UsageCounts = {
  requests: 0,
  clientErrors: 0,
  serverErrors: 0,
  throttled: 0,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
};

function toCounts({ requests, clientErrors, serverErrors, throttled, latency }: Row): UsageCounts {
  const buckets = latency.map((count) => count ?? 0);
  return {
    requests,
    clientErrors,
    serverErrors,
    throttled,
    p50Ms: latencyPercentileMs(buckets, 50),
    p95Ms: latencyPercentileMs(buckets, 95),
    p99Ms: latencyPercentileMs(buckets, 99),
  };
}
