import { may, type Action } from "#lib/access";
import type { Ctx } from "#lib/db";
import { possibleActions, RECENT_DAYS, type LifecycleAction } from "#lib/lifecycle";
import { Brownout } from "#lib/routing/schema";
import { findLife, type LifeRow } from "./find-life.ts";
import { readDependentChains, readObstacles } from "./retirement.ts";
import type { VersionLife, VersionLifeParams } from "./schema.ts";

const DAY_MS = 86_400_000;

/** Where a version is in its life, what was announced, whom it concerns, and what the actor can do about it. */
export async function getVersionLife(ctx: Ctx, at: VersionLifeParams): Promise<VersionLife> {
  const row = await findLife(ctx, at);
  const [obstacles, toAcknowledge, reach] = await Promise.all([
    row.stage === "deprecated" ? readObstacles(ctx.db, row, ctx) : [],
    readToAcknowledge(ctx, row),
    readReach(ctx, row),
  ]);
  const state = { stage: row.stage, isBlocked: row.blockedAt !== null };
  return {
    ...state,
    etag: row.lifecycleEtag,
    actions: possibleActions(state).filter((action) => isAllowed(ctx, row, action)),
    deprecatedAt: row.deprecatedAt?.toISOString() ?? null,
    sunsetAt: row.sunsetAt?.toISOString() ?? null,
    retiredAt: row.retiredAt?.toISOString() ?? null,
    successor: row.successor && {
      slug: row.successor.api.slug,
      version: row.successor.name,
      apiName: row.successor.api.name,
    },
    note: row.deprecationNote,
    brownouts: Brownout.array().parse(row.brownouts).map(toIso),
    blockedAt: row.blockedAt?.toISOString() ?? null,
    blockedReason: row.blockedReason,
    blockedByName: row.blockedByName,
    obstacles,
    toAcknowledge,
    reach,
  };
}

function isAllowed({ actor }: Ctx, { api }: LifeRow, action: LifecycleAction): boolean {
  return may(actor, `version.${action}` satisfies Action, api);
}

function toIso({ fromMs, untilMs }: Brownout): { from: string; until: string } {
  return { from: new Date(fromMs).toISOString(), until: new Date(untilMs).toISOString() };
}

async function readToAcknowledge({ db, actor }: Ctx, { id }: LifeRow): Promise<VersionLife["toAcknowledge"]> {
  const teams = actor.kind === "user" ? Object.entries(actor.teams) : [];
  const teamIds = teams.filter(([, role]) => role !== "viewer").map(([teamId]) => teamId);
  if (teamIds.length === 0) return [];
  const notices = await db.sunsetNotice.findMany({
    where: { versionId: id, acknowledgedAt: null, application: { teamId: { in: teamIds }, deletedAt: null } },
    orderBy: { applicationId: "asc" },
    take: 100,
    select: { application: { select: { slug: true, name: true } } },
  });
  return notices.map(({ application }) => ({
    application: application.slug,
    applicationName: application.name,
  }));
}

async function readReach(ctx: Ctx, { id }: LifeRow): Promise<VersionLife["reach"]> {
  const since = new Date(ctx.now.getTime() - RECENT_DAYS * DAY_MS);
  const [[counts], dependents] = await Promise.all([
    ctx.db.$queryRaw<Omit<VersionLife["reach"], "dependents">[]>`
      SELECT count(DISTINCT s."applicationId")::int AS "subscribers",
        count(DISTINCT s."applicationId") FILTER (WHERE s."lastCallAt" >= ${since})::int AS "callers",
        count(DISTINCT n."applicationId") FILTER (WHERE n."acknowledgedAt" IS NULL)::int AS "unacknowledged"
      FROM "Subscription" s
      LEFT JOIN "SunsetNotice" n ON n."versionId" = s."versionId" AND n."applicationId" = s."applicationId"
      WHERE s."versionId" = ${id} AND s."state" IN ('active', 'suspended')`,
    readDependentChains(ctx.db, id),
  ]);
  const reach = counts ?? { subscribers: 0, callers: 0, unacknowledged: 0 };
  return { ...reach, dependents: dependents.length };
}
