import { authorise } from "#lib/access";
import { visibleApis, type Ctx, type Prisma } from "#lib/db";
import { troubledGateways } from "./list-gateways.ts";
import { recentChanges } from "./recent-changes.ts";
import type { Overview } from "./schema.ts";

const SHOWN = 10;
const VERSION_LINK = { select: { name: true, api: { select: { slug: true, name: true, tier: true } } } } as const;

/** Home: what needs the reader. Incidents and changes of all they may see; the rest of what is theirs. */
export async function overview(ctx: Ctx): Promise<Overview> {
  authorise(ctx.actor, "gateway.read");
  const [incidents, failedPublications, troubled, withoutFallback, changes, environments] = await Promise.all([
    openIncidents(ctx),
    failingDeployments(ctx),
    troubledGateways(ctx),
    versionsWithoutFallback(ctx),
    recentChanges(ctx, SHOWN),
    ctx.db.environment.findMany({ where: { storeProblem: { not: null } }, select: { slug: true, storeProblem: true } }),
  ]);
  return {
    incidents,
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
      orderBy: [{ openedAt: "desc" }, { id: "desc" }],
      take: SHOWN,
      select: {
        id: true,
        openedAt: true,
        servingTarget: true,
        rescued: true,
        failed: true,
        environment: { select: { slug: true } },
        version: VERSION_LINK,
      },
    }),
  ]);
  const items = rows.map(({ version, environment, openedAt, ...row }) => ({
    ...row,
    ...toLink(version),
    environment: environment.slug,
    openedAt: openedAt.toISOString(),
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

/** Versions whose chain ends at its first target: when it fails, nobody answers. */
async function versionsWithoutFallback(ctx: Ctx): Promise<Overview["withoutFallback"]> {
  const rows = await ctx.db.version.findMany({
    where: {
      api: ownApis(ctx),
      stage: { in: ["published", "deprecated"] },
      NOT: { policy: { path: ["chain", "1", "id"], string_contains: "" } },
    },
    orderBy: [{ api: { tier: "asc" } }, { id: "asc" }],
    take: 1000,
    select: VERSION_LINK.select,
  });
  const items = rows.slice(0, SHOWN).map((row) => ({ ...toLink(row), tier: row.api.tier }));
  return { items, total: rows.length };
}

/** What the reader answers for: their teams' APIs; everything for administrators. */
function ownApis(ctx: Ctx): Prisma.ApiWhereInput {
  if (ctx.actor.kind !== "user") return visibleApis(ctx.actor);
  return ctx.actor.role === "admin" ? {} : { teamId: { in: Object.keys(ctx.actor.teams) } };
}

function toLink(version: { name: string; api: { slug: string; name: string } }) {
  return { api: version.api.slug, apiName: version.api.name, version: version.name };
}
