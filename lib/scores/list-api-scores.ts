import { authorise } from "#lib/access";
import { containingPattern, Prisma, visibleSearch, type Ctx } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import { latestDay, readTrends } from "./latest-day.ts";
import type { ApiScore, ApiScoreFilter, ApiScoreQuery } from "./schema.ts";

type Row = Omit<ApiScore, "trend" | "team"> & { id: string; teamSlug: string; teamName: string };

/** The scorecards of the APIs that the actor may see, as they were judged last. */
export async function listApiScores(ctx: Ctx, query: ApiScoreQuery): Promise<Page<ApiScore>> {
  authorise(ctx.actor, "score.read");
  const latest = await latestDay(ctx.db);
  if (!latest) return { items: [], total: 0, page: query.page, size: query.size };
  const where = whereOf(ctx, query, latest.day);
  const [rows, counted] = await Promise.all([
    readScores(ctx, { where, query, ...pageSlice(query) }),
    ctx.db.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS "total" ${where}`,
  ]);
  const ids = rows.map(({ id }) => id);
  const trends = await readTrends(ctx.db, "api", { ids, day: latest.day });
  const items = rows.map(({ id, teamSlug, teamName, ...row }) => ({
    ...row,
    team: { slug: teamSlug, name: teamName },
    trend: trends.get(id) ?? [],
  }));
  return { items, total: counted[0]?.total ?? 0, page: query.page, size: query.size };
}

interface Slice {
  where: Prisma.Sql;
  query: Pick<ApiScoreFilter, "sort" | "dir">;
  skip: number;
  take: number;
}

export function readScores({ db }: Ctx, { where, query, skip, take }: Slice): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    SELECT d."subjectId" AS "id", a."slug", a."name", a."tier", t."slug" AS "teamSlug", t."name" AS "teamName", d."score",
      d."block", d."warn", d."info", d."waived", d."coverage"
    ${where} ORDER BY ${orderOf(query)} OFFSET ${skip} LIMIT ${take}`;
}

/** Everything after the columns: the rows of one day that fit the filter and that the actor may see. */
export function whereOf({ actor }: Ctx, query: ApiScoreFilter, day: Date): Prisma.Sql {
  const conditions = [
    Prisma.sql`d."subject" = 'api' AND d."day" = ${day}::date`,
    visibleSearch(actor),
    ...(query.team === "" ? [] : [Prisma.sql`t."slug" = ${query.team}`]),
    ...(query.tier === "" ? [] : [Prisma.sql`a."tier" = ${Number(query.tier)}`]),
    ...(query.q === ""
      ? []
      : [
          Prisma.sql`(a."name" ILIKE ${containingPattern(query.q)} OR a."slug" ILIKE ${containingPattern(query.q)})`,
        ]),
    ...(query.state === "blocking" ? [Prisma.sql`d."block" > 0`] : []),
    ...(query.state === "waived" ? [Prisma.sql`d."waived" > 0`] : []),
    ...(query.state === "uncovered" ? [Prisma.sql`d."critical" > d."tested"`] : []),
  ];
  return Prisma.sql`FROM "ScoreDay" d JOIN "Api" a ON a."id" = d."subjectId" JOIN "ApiSearch" s ON s."apiId" = a."id"
    JOIN "Team" t ON t."id" = a."teamId" WHERE ${Prisma.join(conditions, " AND ")}`;
}

function orderOf({ sort, dir }: Pick<ApiScoreFilter, "sort" | "dir">): Prisma.Sql {
  const columns = {
    score: Prisma.sql`d."score"`,
    name: Prisma.sql`a."name"`,
    tier: Prisma.sql`a."tier"`,
    block: Prisma.sql`d."block"`,
  };
  const direction = dir === "asc" ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  return Prisma.sql`${columns[sort]} ${direction} NULLS LAST, a."tier", d."subjectId"`;
}
