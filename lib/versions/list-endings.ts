import { authorise } from "#lib/access";
import { Prisma, visibleApis, type Ctx } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import type { Ending, EndingQuery } from "./schema.ts";

interface Row {
  apiId: string;
  version: string;
  sunsetAt: Date | null;
  chain: string | null;
  chainName: string | null;
  chainVersion: string | null;
  environments: string[] | null;
  application: string | null;
  applicationName: string | null;
  total: number;
}

/**
 * What ends and waits for the reader, the nearest end first: deprecated versions in the fallback chains of their teams' APIs, until
 * they are taken out, and those that their teams' applications call, until somebody acknowledges it. What one cannot see is not named.
 */
export async function listEndings(ctx: Ctx, query: EndingQuery): Promise<Page<Ending>> {
  authorise(ctx.actor, "gateway.read");
  const { skip, take } = pageSlice(query);
  const teamIds = maintainedTeams(ctx);
  const dir = query.dir === "asc" ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const rows = await ctx.db.$queryRaw<Row[]>`
    WITH task AS (
      SELECT i."id", a."slug" AS "chain", a."name" AS "chainName", v."name" AS "chainVersion",
        array_agg(e."slug" ORDER BY e."position") AS "environments", NULL AS "application", NULL AS "applicationName"
      FROM "Api" a JOIN "Version" v ON v."apiId" = a."id" JOIN "Dependency" x ON x."versionId" = v."id"
        JOIN "Version" i ON i."id" = x."innerVersionId" AND i."stage" = 'deprecated'
        JOIN "Environment" e ON e."id" = x."environmentId"
      WHERE a."teamId" = ANY(${teamIds}::text[]) GROUP BY i."id", a."id", v."id"
      UNION ALL
      SELECT i."id", NULL, NULL, NULL, NULL, p."slug", p."name"
      FROM "Application" p JOIN "SunsetNotice" n ON n."applicationId" = p."id" AND n."acknowledgedAt" IS NULL
        JOIN "Version" i ON i."id" = n."versionId" AND i."stage" = 'deprecated'
      WHERE p."teamId" = ANY(${teamIds}::text[]) AND p."deletedAt" IS NULL AND EXISTS (SELECT 1 FROM "Subscription" s
        WHERE s."versionId" = i."id" AND s."applicationId" = p."id" AND s."state" IN ('active', 'suspended'))
    )
    SELECT v."apiId", v."name" AS "version", v."sunsetAt", task."chain", task."chainName", task."chainVersion",
      task."environments", task."application", task."applicationName", count(*) OVER ()::int AS "total"
    FROM task JOIN "Version" v ON v."id" = task."id"
    ORDER BY v."sunsetAt" ${dir} NULLS LAST, v."id", task."chain", task."chainVersion", task."application"
    LIMIT ${take} OFFSET ${skip}`;
  const seen = await ctx.db.api.findMany({
    where: { AND: [visibleApis(ctx.actor), { id: { in: rows.map(({ apiId }) => apiId) } }] },
    select: { id: true, slug: true, name: true },
  });
  const byId = new Map(seen.map((api) => [api.id, api]));
  const items = rows.map((row) => toEnding(row, byId.get(row.apiId)));
  return { items, total: rows[0]?.total ?? 0, page: query.page, size: query.size };
}

function maintainedTeams({ actor }: Ctx): string[] {
  if (actor.kind !== "user") return [];
  return Object.entries(actor.teams).flatMap(([id, role]) => (role === "viewer" ? [] : [id]));
}

function toEnding(row: Row, api: { slug: string; name: string } | undefined): Ending {
  const { chain, chainName, chainVersion, application, applicationName } = row;
  return {
    ends: api ? { api: api.slug, apiName: api.name, version: row.version } : null,
    sunsetAt: row.sunsetAt?.toISOString() ?? null,
    chain:
      chain === null
        ? null
        : {
            api: chain,
            apiName: chainName ?? chain,
            version: chainVersion ?? "",
            environments: row.environments ?? [],
          },
    application: application === null ? null : { slug: application, name: applicationName ?? application },
  };
}
