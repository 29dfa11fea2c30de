import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { findServed } from "./find-served.ts";
import { INCIDENT_FIELDS, toIncident } from "./incident-row.ts";
import { latencyPercentileMs } from "./percentile.ts";
import { readControl } from "#lib/publishing";
import { readAlertSetting } from "./alert-settings.ts";
import { lastMinute } from "./current-rate.ts";
import { RESCUE_ALERT_FIELDS, toRescueAlert } from "./rescue-alert-row.ts";
import { readTargetTraffic } from "./target-traffic.ts";
import { NO_TRAFFIC, readWritten, type At } from "./written-chain.ts";
import type { Live, LiveMinute, LiveNode, TargetStatus } from "./schema.ts";

const HOUR_MS = 3_600_000;

/** The present of one version in one environment: who answers, by whose order, how its targets are, and the last hour's traffic. */
export async function getLive(
  ctx: Ctx,
  at: { slug: string; version: string },
  query: { environment: string },
): Promise<Live> {
  const { id: versionId, environmentId, subject } = await findServed(ctx, at, query.environment);
  const where = { versionId, environmentId };
  const from = new Date(Math.floor((ctx.now.getTime() - HOUR_MS) / 60_000) * 60_000);
  const [written, nodes, traffic, hour, incident, exercised, control, alertAfterMinutes, silent] =
    await Promise.all([
      readWritten(ctx, where),
      readNodes(ctx, where),
      readTraffic(ctx, where, from),
      readTargetTraffic(ctx, { ...where, from }),
      ctx.db.incident.findFirst({ where: { ...where, closedAt: null }, select: INCIDENT_FIELDS }),
      readExercised(ctx, where),
      readControl(ctx.db, where),
      readAlertAfter(ctx, versionId),
      ctx.db.rescueAlert.findFirst({ where: { ...where, endedAt: null }, select: RESCUE_ALERT_FIELDS }),
    ]);
  const minute = lastMinute(traffic, ctx.now);
  const perMinute = [...minute.values()].reduce((sum, count) => sum + count, 0);
  return {
    environment: query.environment,
    published: written?.published ?? null,
    failback: written?.failback ?? "auto",
    primary: written?.primary ?? null,
    control,
    mayOrder: may(ctx.actor, "version.pin", subject),
    alertAfterMinutes,
    requestsPerSecond: Math.round((perMinute / 60) * 10) / 10,
    targets: (written?.targets ?? []).map((target) => ({
      ...target,
      ...(hour.targets.get(target.id) ?? NO_TRAFFIC),
      lastMinute: Math.round(minute.get(target.id) ?? 0),
      exercisedAt: exercised.get(target.id)?.toISOString() ?? null,
    })),
    nodes,
    traffic,
    requests: traffic.reduce((sum, one) => sum + one.requests, 0),
    p50Ms: latencyPercentileMs(hour.buckets.latency, 50),
    p95Ms: latencyPercentileMs(hour.buckets.latency, 95),
    incident: incident ? toIncident(incident) : null,
    rescueAlert: silent && toRescueAlert(silent),
  };
}

/** When targets last answered, where they are now: what one did at another address says nothing of this one. */
async function readExercised(ctx: Ctx, { versionId, environmentId }: At): Promise<Map<string, Date>> {
  const rows = await ctx.db.$queryRaw<{ target: string; answeredAt: Date }[]>`
    SELECT x."target", max(x."answeredAt") AS "answeredAt"
    FROM "TargetExercise" x
    LEFT JOIN "Deployment" d ON d."versionId" = x."versionId" AND d."environmentId" = x."environmentId"
    WHERE x."versionId" = ${versionId} AND x."environmentId" = ${environmentId}
      AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(COALESCE(d."writtenChain", '[]'::jsonb)) t
        WHERE t->>'id' = x."target" AND t->>'addresses' <> x."addresses")
    GROUP BY x."target" ORDER BY max(x."answeredAt") DESC, x."target" LIMIT 100`;
  return new Map(rows.map((row) => [row.target, row.answeredAt]));
}

async function readAlertAfter(ctx: Ctx, versionId: string): Promise<number> {
  const [version, { fallbackMinutes }] = await Promise.all([
    ctx.db.version.findUnique({
      where: { id: versionId },
      select: { api: { select: { fallbackAlertMinutes: true } } },
    }),
    readAlertSetting(ctx.db),
  ]);
  return version?.api.fallbackAlertMinutes ?? fallbackMinutes;
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
