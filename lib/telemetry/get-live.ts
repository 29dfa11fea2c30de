import type { Ctx } from "#lib/db";
import { z } from "zod";
import { findServed } from "./find-served.ts";
import { INCIDENT_FIELDS, toIncident } from "./incident-row.ts";
import { latencyPercentileMs } from "./percentile.ts";
import type { Live, LiveMinute, LiveNode, LiveTarget, TargetStatus } from "./schema.ts";

const HOUR_MS = 3_600_000;

interface At {
  versionId: string;
  environmentId: string;
}

/** The present of one version in one environment: who answers, how its targets are, and the last hour's traffic. */
export async function getLive(
  ctx: Ctx,
  at: { slug: string; version: string },
  query: { environment: string },
): Promise<Live> {
  const { id: versionId, environmentId } = await findServed(ctx, at, query.environment);
  const where = { versionId, environmentId };
  const since = new Date(Math.floor((ctx.now.getTime() - HOUR_MS) / 60_000) * 60_000);
  const [written, nodes, traffic, latency, incident] = await Promise.all([
    readWritten(ctx, where),
    readNodes(ctx, where),
    readTraffic(ctx, where, since),
    readLatency(ctx, where, since),
    ctx.db.incident.findFirst({ where: { ...where, closedAt: null }, select: INCIDENT_FIELDS }),
  ]);
  const all = sumBuckets([...latency.values()]);
  return {
    environment: query.environment,
    published: written?.published ?? null,
    targets: (written?.targets ?? []).map((target) =>
      withTraffic(target, traffic, latency.get(target.id) ?? []),
    ),
    nodes,
    traffic,
    requests: traffic.reduce((sum, minute) => sum + minute.requests, 0),
    p50Ms: latencyPercentileMs(all, 50),
    p95Ms: latencyPercentileMs(all, 95),
    incident: incident ? toIncident(incident) : null,
  };
}

type ChainTarget = Pick<LiveTarget, "id" | "kind">;
const Chain = z.object({
  chain: z.array(z.object({ id: z.string(), kind: z.enum(["http", "api", "ai", "stale", "static"]) })),
});

async function readWritten(
  ctx: Ctx,
  { versionId, environmentId }: At,
): Promise<{ published: Live["published"]; targets: ChainTarget[] } | null> {
  const [row] = await ctx.db.$queryRaw<
    { revision: number; storeRevision: number; publicationId: string; policy: unknown }[]
  >`
    SELECT r."number" AS "revision", d."writtenStoreRevision" AS "storeRevision", p."id" AS "publicationId", r."policy"
    FROM "Deployment" d
    JOIN "Publication" p ON p."id" = d."writtenPublicationId"
    JOIN "Revision" r ON r."id" = p."revisionId"
    WHERE d."versionId" = ${versionId} AND d."environmentId" = ${environmentId}`;
  if (!row) return null;
  const { policy, ...published } = row;
  return { published, targets: Chain.parse(policy).chain };
}

/** Connected gateways, and what each said last about this version. */
async function readNodes(ctx: Ctx, { versionId, environmentId }: At): Promise<LiveNode[]> {
  const rows = await ctx.db.$queryRaw<
    {
      node: string;
      connected: boolean;
      target: string | null;
      reason: string | null;
      at: Date | null;
      states: TargetStatus[] | null;
    }[]
  >`
    SELECT g."node", g."lostAt" IS NULL AS "connected", s."target", s."reason", s."at", s."states"
    FROM "Gateway" g
    LEFT JOIN LATERAL (
      SELECT "target", "reason", "at", "states" FROM "ServingChange"
      WHERE "versionId" = ${versionId} AND "environmentId" = ${environmentId} AND "node" = g."node"
      ORDER BY "at" DESC, "id" DESC LIMIT 1
    ) s ON true
    WHERE g."environmentId" = ${environmentId} AND (g."lostAt" IS NULL OR g."lostAt" > now() - interval '1 day')
    ORDER BY g."node" LIMIT 1000`;
  return rows.map(({ at, reason, states, ...row }) => ({
    ...row,
    reason: reason ?? "",
    since: at?.toISOString() ?? null,
    states: states ?? [],
  }));
}

async function readTraffic(ctx: Ctx, { versionId, environmentId }: At, since: Date): Promise<LiveMinute[]> {
  const rows = await ctx.db.$queryRaw<(Omit<LiveMinute, "minute"> & { minute: Date })[]>`
    SELECT "minute", "target", sum("requests")::float8 AS "requests", sum("rescued")::float8 AS "rescued",
      COALESCE(sum("requests") FILTER (WHERE "statusClass" = '5xx'), 0)::float8 AS "failed"
    FROM "TrafficMinute"
    WHERE "versionId" = ${versionId} AND "environmentId" = ${environmentId} AND "minute" >= ${since}
    GROUP BY "minute", "target" ORDER BY "minute", "target"`;
  return rows.map((row) => ({ ...row, minute: row.minute.toISOString() }));
}

/** Latency buckets by target, of what targets answered. */
async function readLatency(
  ctx: Ctx,
  { versionId, environmentId }: At,
  since: Date,
): Promise<Map<string, number[]>> {
  const rows = await ctx.db.$queryRaw<{ target: string; bucket: number; count: number }[]>`
    SELECT t."target", u."bucket"::int AS "bucket", sum(u."count")::float8 AS "count"
    FROM "TrafficMinute" t CROSS JOIN LATERAL unnest(t."latency") WITH ORDINALITY AS u("count", "bucket")
    WHERE t."versionId" = ${versionId} AND t."environmentId" = ${environmentId} AND t."minute" >= ${since}
    GROUP BY t."target", u."bucket"`;
  const byTarget = new Map<string, number[]>();
  for (const { target, bucket, count } of rows) {
    const buckets = byTarget.get(target) ?? [];
    buckets[bucket - 1] = count;
    byTarget.set(target, buckets);
  }
  return byTarget;
}

function withTraffic(target: ChainTarget, traffic: LiveMinute[], buckets: number[]): LiveTarget {
  const own = traffic.filter((minute) => minute.target === target.id);
  return {
    ...target,
    requests: own.reduce((sum, minute) => sum + minute.requests, 0),
    p50Ms: latencyPercentileMs(buckets, 50),
    p95Ms: latencyPercentileMs(buckets, 95),
  };
}

function sumBuckets(all: number[][]): number[] {
  const sum: number[] = [];
  for (const buckets of all)
    for (const [index, count] of buckets.entries()) sum[index] = (sum[index] ?? 0) + count;
  return sum;
}
