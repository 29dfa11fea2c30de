import { may } from "#lib/access";
import { Prisma, type Ctx } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import { apiSubject } from "./find-usage.ts";
import type { Caller, CallerQuery } from "./schema.ts";

const DAYS = 30;

interface Row {
  slug: string | null;
  name: string | null;
  team: string | null;
  teamSlug: string | null;
  teamId: string | null;
  requests: number;
  lastCallAt: Date | null;
  isToTheHour: boolean;
  total: number;
}

/**
 * Who still calls a version, the latest first: by what gateways counted, and by when subscriptions were last used, which
 * outlives the counts. Throws `not_found` and `forbidden`.
 */
export async function listCallers(ctx: Ctx, slug: string, query: CallerQuery): Promise<Page<Caller>> {
  const { whose } = await apiSubject(ctx, { slug, ...query });
  const { skip, take } = pageSlice(query);
  const since = new Date(ctx.now.getTime() - DAYS * 86_400_000);
  const inEnvironment =
    whose.environmentId === undefined
      ? Prisma.empty
      : Prisma.sql`AND "environmentId" = ${whose.environmentId}`;
  const rows = await ctx.db.$queryRaw<Row[]>`
    WITH counted AS (
      SELECT "applicationId", sum("requests") AS "requests", max("hour") AS "hour" FROM "UsageHour"
      WHERE "versionId" = ANY(${whose.versionIds ?? []}::text[]) AND "hour" >= ${since} ${inEnvironment}
      GROUP BY "applicationId"
    ), used AS (
      SELECT "applicationId", max("lastCallAt") AS "lastCallAt" FROM "Subscription"
      WHERE "versionId" = ANY(${whose.versionIds ?? []}::text[]) AND "lastCallAt" IS NOT NULL ${inEnvironment}
      GROUP BY "applicationId"
    )
    SELECT a."slug", a."name", t."name" AS "team", t."slug" AS "teamSlug", t."id" AS "teamId",
      COALESCE(counted."requests", 0)::float8 AS "requests",
      GREATEST(counted."hour", used."lastCallAt") AS "lastCallAt",
      COALESCE(used."lastCallAt" IS NULL OR used."lastCallAt" < counted."hour", false) AS "isToTheHour",
      count(*) OVER ()::int AS "total"
    FROM counted FULL JOIN used USING ("applicationId")
      LEFT JOIN "Application" a ON a."id" = "applicationId" AND a."deletedAt" IS NULL
      LEFT JOIN "Team" t ON t."id" = a."teamId"
    ORDER BY "lastCallAt" DESC, "applicationId" LIMIT ${take} OFFSET ${skip}`;
  const items = rows.map((row) => ({
    application: applicationOf(ctx, row),
    requests: row.requests,
    lastCallAt: row.lastCallAt?.toISOString() ?? null,
    isToTheHour: row.isToTheHour,
  }));
  return { items, total: rows[0]?.total ?? 0, page: query.page, size: query.size };
}

function applicationOf({ actor }: Ctx, { slug, name, team, teamSlug, teamId }: Row): Caller["application"] {
  if (slug === null) return null;
  const mayRead = teamId !== null && may(actor, "application.read", { teamId });
  return { slug, name: name ?? slug, team: team ?? "", teamSlug: teamSlug ?? "", mayRead };
}
