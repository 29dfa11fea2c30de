import type { Ctx } from "#lib/db";
import { latencyPercentileMs } from "./percentile.ts";
import type { TargetTraffic } from "./schema.ts";

interface Range {
  versionId: string;
  environmentId: string;
  from: Date;
  /** Absent: up to now. */
  to?: Date;
}

/** A percentile needs the counts; only what is made of them leaves. */
interface Buckets {
  latency: number[];
  added: number[];
}

/** What targets answered in a range of minutes, and what was tried on them. By target; "" is the gateway itself. */
export interface TrafficByTarget {
  targets: Map<string, TargetTraffic>;
  /** Of all targets together. */
  buckets: Buckets;
}

/** Failures named of a target, the most frequent first. */
const FAILURES_SHOWN = 5;
const END_OF_TIME = new Date("9999-12-31T00:00:00Z");

export async function readTargetTraffic(ctx: Ctx, range: Range): Promise<TrafficByTarget> {
  const [counts, buckets, attempts] = await Promise.all([
    readCounts(ctx, range),
    readBuckets(ctx, range),
    readAttempts(ctx, range),
  ]);
  const names = new Set([...counts.keys(), ...attempts.keys()]);
  const targets = new Map<string, TargetTraffic>();
  for (const name of names) {
    const { latency, added } = buckets.get(name) ?? { latency: [], added: [] };
    targets.set(name, {
      ...(counts.get(name) ?? { requests: 0, rescued: 0 }),
      p50Ms: latencyPercentileMs(latency, 50),
      p95Ms: latencyPercentileMs(latency, 95),
      addedP50Ms: latencyPercentileMs(added, 50),
      addedP99Ms: latencyPercentileMs(added, 99),
      ...(attempts.get(name) ?? { attempts: 0, wasted: 0, failures: [] }),
    });
  }
  return { targets, buckets: sumAll([...buckets.values()]) };
}

async function readCounts(
  ctx: Ctx,
  { versionId, environmentId, from, to = END_OF_TIME }: Range,
): Promise<Map<string, { requests: number; rescued: number }>> {
  const rows = await ctx.db.$queryRaw<{ target: string; requests: number; rescued: number }[]>`
    SELECT "target", sum("requests")::float8 AS "requests", sum("rescued")::float8 AS "rescued"
    FROM "TrafficMinute"
    WHERE "versionId" = ${versionId} AND "environmentId" = ${environmentId} AND "minute" >= ${from} AND "minute" <= ${to}
    GROUP BY "target"`;
  return new Map(rows.map(({ target, ...counts }) => [target, counts]));
}

async function readBuckets(
  ctx: Ctx,
  { versionId, environmentId, from, to = END_OF_TIME }: Range,
): Promise<Map<string, Buckets>> {
  const rows = await ctx.db.$queryRaw<
    { target: string; bucket: number; latency: number | null; added: number | null }[]
  >`
    SELECT t."target", u."bucket"::int AS "bucket", sum(u."latency")::float8 AS "latency", sum(u."added")::float8 AS "added"
    FROM "TrafficMinute" t
    CROSS JOIN LATERAL unnest(t."latency", t."added") WITH ORDINALITY AS u("latency", "added", "bucket")
    WHERE t."versionId" = ${versionId} AND t."environmentId" = ${environmentId} AND t."minute" >= ${from}
      AND t."minute" <= ${to}
    GROUP BY t."target", u."bucket"`;
  const byTarget = new Map<string, Buckets>();
  for (const { target, bucket, latency, added } of rows) {
    const own = byTarget.get(target) ?? { latency: [], added: [] };
    own.latency[bucket - 1] = latency ?? 0;
    own.added[bucket - 1] = added ?? 0;
    byTarget.set(target, own);
  }
  return byTarget;
}

type Attempts = Pick<TargetTraffic, "attempts" | "wasted" | "failures">;

async function readAttempts(
  ctx: Ctx,
  { versionId, environmentId, from, to = END_OF_TIME }: Range,
): Promise<Map<string, Attempts>> {
  const rows = await ctx.db.$queryRaw<{ target: string; outcome: string; attempts: number }[]>`
    SELECT "target", "outcome", sum("attempts")::float8 AS "attempts"
    FROM "AttemptMinute"
    WHERE "versionId" = ${versionId} AND "environmentId" = ${environmentId} AND "minute" >= ${from} AND "minute" <= ${to}
    GROUP BY "target", "outcome" ORDER BY "attempts" DESC, "outcome"`;
  const byTarget = new Map<string, Attempts>();
  for (const { target, outcome, attempts } of rows) {
    const own = byTarget.get(target) ?? { attempts: 0, wasted: 0, failures: [] };
    own.attempts += attempts;
    if (outcome !== "answered") {
      own.wasted += attempts;
      if (own.failures.length < FAILURES_SHOWN) own.failures.push({ outcome, attempts });
    }
    byTarget.set(target, own);
  }
  return byTarget;
}

function sumAll(all: Buckets[]): Buckets {
  const sum = (name: keyof Buckets) => {
    const total: number[] = [];
    for (const buckets of all)
      for (const [index, count] of buckets[name].entries()) total[index] = (total[index] ?? 0) + count;
    return total;
  };
  return { latency: sum("latency"), added: sum("added") };
}
