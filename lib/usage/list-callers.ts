import { may } from "#lib/access";
import { Prisma, type Ctx } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import { apiSubject } from "./find-usage.ts";
import type { Caller, CallerQuery } from "./schema.ts";

const DAYS = 30;
const DAY_MS = 86_400_000;

interface Row {
  slug: string | null;
  name: string | null;
  isDeleted: boolean | null;
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
 * outlives the counts. Whoever has no subscription is known to the minute for a day, and to the hour then. Throws
 * `not_found` and `forbidden`.
 */
export async function listCallers(ctx: Ctx, slug: string, query: CallerQuery): Promise<Page<Caller>> {
  const { whose } = await apiSubject(ctx, { slug, ...query });
  const { skip, take } = pageSlice(query);
  const since = new Date(ctx.now.getTime() - DAYS * DAY_MS);
  const dayAgo = new Date(ctx.now.getTime() - DAY_MS);
  const inEnvironment =
    whose.environmentId === undefined
      ? Prisma.empty
      : Prisma.sql`AND "environmentId" = ${whose.environmentId}`;
  const ofVersions = Prisma.sql`"versionId" = ANY(${whose.versionIds ?? []}::text[])`;
  const rows = await ctx.db.$queryRaw<Row[]>`
    WITH counted AS (
      SELECT "applicationId", sum("requests") AS "requests", max("hour") AS "hour" FROM "UsageHour"
      WHERE ${ofVersions} AND "hour" >= ${since} ${inEnvironment}
      GROUP BY "applicationId"
    ), used AS (
      SELECT "applicationId", max("lastCallAt") AS "lastCallAt" FROM "Subscription"
      WHERE ${ofVersions} AND "lastCallAt" IS NOT NULL ${inEnvironment}
      GROUP BY "applicationId"
    ), caller AS (
      SELECT "applicationId", counted."requests", counted."hour", used."lastCallAt", count(*) OVER ()::int AS "total",
        COALESCE(used."lastCallAt" IS NULL OR used."lastCallAt" < counted."hour", false) AS "isCounted"
      FROM counted FULL JOIN used USING ("applicationId")
      ORDER BY GREATEST(counted."hour", used."lastCallAt") DESC, "applicationId" LIMIT ${take} OFFSET ${skip}
    )
    SELECT a."slug", a."name", a."deletedAt" IS NOT NULL AS "isDeleted", t."name" AS "team", t."slug" AS "teamSlug", t."id" AS "teamId",
      COALESCE(caller."requests", 0)::float8 AS "requests",
      GREATEST(last."minute", caller."hour", caller."lastCallAt") AS "lastCallAt",
      caller."isCounted" AND last."minute" IS NULL AS "isToTheHour", caller."total"
    FROM caller
      LEFT JOIN "Application" a ON a."id" = caller."applicationId"
      LEFT JOIN "Team" t ON t."id" = a."teamId"
      LEFT JOIN LATERAL (
        SELECT max("minute") AS "minute" FROM "UsageMinute"
        WHERE caller."isCounted" AND ${ofVersions} AND "applicationId" = caller."applicationId" ${inEnvironment}
          AND "minute" >= ${dayAgo} AND "minute" >= caller."hour" AND "minute" < caller."hour" + interval '1 hour'
      ) last ON true
    ORDER BY "lastCallAt" DESC, caller."applicationId"`;
  const items = rows.map((row) => ({
    application: applicationOf(ctx, row),
    requests: row.requests,
    lastCallAt: row.lastCallAt?.toISOString() ?? null,
    isToTheHour: row.isToTheHour,
  }));
  return { items, total: rows[0]?.total ?? 0, page: query.page, size: query.size };
}

function applicationOf({ actor }: Ctx, row: Row): Caller["application"] {
  const { slug, name, team, teamSlug, teamId } = row;
  if (slug === null) return null;
  const isDeleted = row.isDeleted === true;
  const mayRead = !isDeleted && teamId !== null && may(actor, "application.read", { teamId });
  return { slug, name: name ?? slug, team: team ?? "", teamSlug: teamSlug ?? "", mayRead, isDeleted };
}
