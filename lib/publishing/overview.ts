import { authorise } from "#lib/access";
import { visibleApis, type Ctx, type Prisma } from "#lib/db";
import { troubledGateways } from "./list-gateways.ts";
import { recentChanges } from "./recent-changes.ts";
import type { Overview } from "./schema.ts";

const SHOWN = 10;
const VERSION_LINK = { select: { name: true, api: { select: { slug: true, name: true } } } } as const;

/** Home: what needs the reader. Incidents and changes of all they may see; the rest of what is theirs. */
export async function overview(ctx: Ctx): Promise<Overview> {
  authorise(ctx.actor, "gateway.read");
  const [incidents, rescueAlerts, failedPublications, troubled, withoutFallback, changes, environments] =
    await Promise.all([
      openIncidents(ctx),
      openRescueAlerts(ctx),
      failingDeployments(ctx),
      troubledGateways(ctx),
      versionsWithoutFallback(ctx),
      recentChanges(ctx, SHOWN),
      ctx.db.environment.findMany({
        where: { storeProblem: { not: null } },
        select: { slug: true, storeProblem: true },
      }),
    ]);
  return {
    incidents,
    rescueAlerts,
    failedPublications,
    gateways: { items: troubled.slice(0, SHOWN), total: troubled.length },
    withoutFallback,
    recentChanges: changes,
    storeProblems: environments.map((row) => ({ environment: row.slug, problem: row.storeProblem ?? "" })),
  };
}

async function openIncidents(ctx: Ctx): Promise<Overview["incidents"]> {
  const where: Prisma.IncidentWhereInput = { closedAt: null, version: { api: visibleApis(ctx.actor) } };
  const [total, rows] = await Promise.all([
    ctx.db.incident.count({ where }),
    ctx.db.incident.findMany({
      where,
      // What has lasted too long first: its alert stands on top of the page.
      orderBy: [{ alertedAt: { sort: "asc", nulls: "last" } }, { openedAt: "desc" }, { id: "desc" }],
      take: SHOWN,
      select: {
        id: true,
        openedAt: true,
        servingTarget: true,
        alertAfterMinutes: true,
        acknowledgedByName: true,
        rescued: true,
        failed: true,
        environment: { select: { slug: true } },
        version: VERSION_LINK,
      },
    }),
  ]);
  const items = rows.map(({ version, environment, openedAt, acknowledgedByName, ...row }) => ({
    ...row,
    ...toLink(version),
    acknowledgedBy: acknowledgedByName,
    environment: environment.slug,
    openedAt: openedAt.toISOString(),
  }));
  return { items, total };
}

async function openRescueAlerts(ctx: Ctx): Promise<Overview["rescueAlerts"]> {
  const where: Prisma.RescueAlertWhereInput = { endedAt: null, version: { api: visibleApis(ctx.actor) } };
  const [total, rows] = await Promise.all([
    ctx.db.rescueAlert.count({ where }),
    ctx.db.rescueAlert.findMany({
      where,
      orderBy: [{ rescuedSince: "asc" }, { id: "asc" }],
      take: SHOWN,
      select: {
        id: true,
        primaryTarget: true,
        rescuedSince: true,
        afterMinutes: true,
        acknowledgedByName: true,
        environment: { select: { slug: true } },
        version: VERSION_LINK,
      },
    }),
  ]);
  const items = rows.map(({ version, environment, rescuedSince, acknowledgedByName, ...row }) => ({
    ...row,
    ...toLink(version),
    acknowledgedBy: acknowledgedByName,
    environment: environment.slug,
    since: rescuedSince.toISOString(),
  }));
  return { items, total };
}

async function failingDeployments(ctx: Ctx): Promise<Overview["failedPublications"]> {
  const where: Prisma.DeploymentWhereInput = {
    pending: true,
    lastError: { not: null },
    version: { api: ownApis(ctx) },
  };
  const [total, rows] = await Promise.all([
    ctx.db.deployment.count({ where }),
    ctx.db.deployment.findMany({
      where,
      orderBy: [{ attempts: "desc" }, { versionId: "asc" }, { environmentId: "asc" }],
      take: SHOWN,
      select: {
        wantedPublicationId: true,
        attempts: true,
        lastError: true,
        nextAttemptAt: true,
        environment: { select: { slug: true } },
        version: VERSION_LINK,
      },
    }),
  ]);
  const items = rows.map((row) => ({
    ...toLink(row.version),
    environment: row.environment.slug,
    publicationId: row.wantedPublicationId,
    error: row.lastError ?? "",
    attempts: row.attempts,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
  }));
  return { items, total };
}

type Unprotected = Overview["withoutFallback"]["items"][number] & { total: number };

/** Versions whose chain ends at its first target: when it fails, nobody answers. */
async function versionsWithoutFallback(ctx: Ctx): Promise<Overview["withoutFallback"]> {
  const teams = ownTeams(ctx);
  const rows = await ctx.db.$queryRaw<Unprotected[]>`
    SELECT a."slug" AS "api", a."name" AS "apiName", v."name" AS "version", a."tier", count(*) OVER ()::int AS "total"
    FROM "Version" v JOIN "Api" a ON a."id" = v."apiId"
    WHERE v."stage" IN ('published', 'deprecated') AND jsonb_array_length(v."policy"->'chain') < 2
      AND (${teams === "all"} OR a."teamId" = ANY(${teams === "all" ? [] : teams}))
    ORDER BY a."tier", v."id" LIMIT ${SHOWN}`;
  return { items: rows.map(({ total: _total, ...item }) => item), total: rows[0]?.total ?? 0 };
}

/** Whose APIs the reader answers for: their teams'; everyone's for administrators. */
function ownTeams({ actor }: Ctx): string[] | "all" {
  if (actor.kind === "user" && actor.role !== "admin") return Object.keys(actor.teams);
  return "all";
}

function ownApis(ctx: Ctx): Prisma.ApiWhereInput {
  const teams = ownTeams(ctx);
  return teams === "all" ? {} : { teamId: { in: teams } };
}

function toLink(version: { name: string; api: { slug: string; name: string } }) {
  return { api: version.api.slug, apiName: version.api.name, version: version.name };
}
