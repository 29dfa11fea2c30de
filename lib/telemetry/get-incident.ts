import { may } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { ordersBetween, publicationsBetween } from "#lib/publishing";
import { INCIDENT_FIELDS, toIncident } from "./incident-row.ts";
import { inOrder, mergeMoves, type Move } from "./incident-timeline.ts";
import { latencyPercentileMs } from "./percentile.ts";
import { readTargetTraffic, type TrafficByTarget } from "./target-traffic.ts";
import { NO_TRAFFIC, readWritten, type At } from "./written-chain.ts";
import type { IncidentDetail, IncidentDto, IncidentParams, TimelineEntry } from "./schema.ts";

const MINUTE_MS = 60_000;
const NODES_SHOWN = 1000;
const MOVES_READ = 500;
/** What led to an incident lies just before it: the order or the publication that moved the traffic. */
const BEFORE_MS = 60_000;

/** One incident with all that is known of it: who answered, what it cost, and what happened while it lasted. */
export async function getIncident(ctx: Ctx, { id }: IncidentParams): Promise<IncidentDetail> {
  const row = await ctx.db.incident.findUnique({
    where: { id },
    select: {
      ...INCIDENT_FIELDS,
      versionId: true,
      environmentId: true,
      version: {
        select: {
          name: true,
          api: { select: { slug: true, name: true, teamId: true, visibility: true, grantedTeamIds: true } },
        },
      },
    },
  });
  if (!row || !may(ctx.actor, "api.read", row.version.api))
    throw new AppError("not_found", "There is no such incident that you can see.");
  const { versionId, environmentId, ...facts } = row;
  const at = { versionId, environmentId };
  const incident = toIncident(facts);
  const subject = row.version.api;
  const from = new Date(Math.floor(row.openedAt.getTime() / MINUTE_MS) * MINUTE_MS);
  const [written, traffic, nodes, history] = await Promise.all([
    readWritten(ctx, at),
    readTargetTraffic(ctx, { ...at, from, ...(row.closedAt ? { to: row.closedAt } : {}) }),
    readNodes(ctx, id),
    readHistory(ctx, at, { from: row.openedAt, to: row.closedAt ?? new Date(ctx.now.getTime() + MINUTE_MS) }),
  ]);
  return {
    ...incident,
    targets: targetsOf(written?.targets ?? [], traffic),
    addedP50Ms: latencyPercentileMs(traffic.buckets.added, 50),
    addedP99Ms: latencyPercentileMs(traffic.buckets.added, 99),
    wasted: [...traffic.targets.values()].reduce((sum, target) => sum + target.wasted, 0),
    nodes,
    timeline: inOrder([...lifeOf(incident), ...history.entries]),
    isTimelineCut: history.isCut,
    mayOrder: may(ctx.actor, "version.pin", subject),
    mayAcknowledge: may(ctx.actor, "incident.acknowledge", subject),
    mayEditChain: may(ctx.actor, "version.update", subject),
  };
}

function targetsOf(
  chain: Pick<IncidentDetail["targets"][number], "id" | "kind">[],
  { targets }: TrafficByTarget,
) {
  const others = [...targets.keys()]
    .filter((id) => id !== "" && !chain.some((target) => target.id === id))
    .map((id) => ({ id, kind: null }));
  return [...chain, ...others].map((target) => ({ ...target, ...(targets.get(target.id) ?? NO_TRAFFIC) }));
}

async function readNodes(ctx: Ctx, incidentId: string): Promise<IncidentDetail["nodes"]> {
  const parts = await ctx.db.incidentPart.findMany({
    where: { incidentId },
    orderBy: [{ openedAt: "asc" }, { node: "asc" }],
    take: NODES_SHOWN,
    select: { node: true, openedAt: true, closedAt: true, rescued: true, failed: true },
  });
  return parts.map(({ openedAt, closedAt, ...part }) => ({
    ...part,
    openedAt: openedAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
  }));
}

async function readHistory(
  ctx: Ctx,
  { versionId, environmentId }: At,
  range: { from: Date; to: Date },
): Promise<{ entries: TimelineEntry[]; isCut: boolean }> {
  const from = new Date(range.from.getTime() - BEFORE_MS);
  const between = { versionId, environmentId, from, to: range.to };
  const [moves, orders, publications] = await Promise.all([
    ctx.db.$queryRaw<Move[]>`
      SELECT "node", "at", "target", "reason" FROM "ServingChange"
      WHERE "versionId" = ${versionId} AND "environmentId" = ${environmentId} AND "at" >= ${range.from} AND "at" <= ${range.to}
      ORDER BY "at" DESC, "id" DESC LIMIT ${MOVES_READ}`,
    ordersBetween(ctx.db, between),
    publicationsBetween(ctx.db, between),
  ]);
  const entries: TimelineEntry[] = [
    ...mergeMoves(moves.toReversed()),
    ...orders.map((order) => ({ kind: "order" as const, at: order.requestedAt, order })),
    ...publications.map((publication) => ({ kind: "publication" as const, ...publication })),
  ];
  return { entries, isCut: moves.length === MOVES_READ };
}

function lifeOf({ openedAt, closedAt, closedBy, cause, firstError, alert }: IncidentDto): TimelineEntry[] {
  const entries: TimelineEntry[] = [{ kind: "opened", at: openedAt, cause, error: firstError }];
  if (alert) entries.push({ kind: "alert", at: alert.at, afterMinutes: alert.afterMinutes });
  if (alert?.acknowledgedAt)
    entries.push({ kind: "acknowledged", at: alert.acknowledgedAt, by: alert.acknowledgedBy ?? "" });
  if (closedAt) entries.push({ kind: "closed", at: closedAt, by: closedBy });
  return entries;
}
