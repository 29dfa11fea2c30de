import { authorise } from "#lib/access";
import { containingPattern, Prisma, type Ctx } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import { latestDay, readTrends } from "./latest-day.ts";
import type { TeamScore, TeamScoreQuery } from "./schema.ts";

type Row = Omit<TeamScore, "trend"> & { id: string };

/** How teams with something live fare. */
export async function listTeamScores(ctx: Ctx, query: TeamScoreQuery): Promise<Page<TeamScore>> {
  authorise(ctx.actor, "score.read");
  const latest = await latestDay(ctx.db);
  if (!latest) return { items: [], total: 0, page: query.page, size: query.size };
  const { skip, take } = pageSlice(query);
  const from = Prisma.sql`FROM "ScoreDay" d JOIN "Team" t ON t."id" = d."subjectId"
    WHERE d."subject" = 'team' AND d."day" = ${latest.day}::date AND t."name" ILIKE ${containingPattern(query.q)}`;
  const columns = { score: Prisma.sql`d."score"`, name: Prisma.sql`t."name"`, apis: Prisma.sql`d."apis"` };
  const direction = query.dir === "asc" ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const [rows, counted] = await Promise.all([
    ctx.db.$queryRaw<Row[]>`
      SELECT t."id", t."slug", t."name", d."score", d."block", d."warn", d."info", d."waived", d."apis", d."critical",
        d."untested", d."tested"
      ${from} ORDER BY ${columns[query.sort]} ${direction} NULLS LAST, t."id" OFFSET ${skip} LIMIT ${take}`,
    ctx.db.$queryRaw<{ total: number }[]>`SELECT count(*)::int AS "total" ${from}`,
  ]);
  const ids = rows.map(({ id }) => id);
  const trends = await readTrends(ctx.db, "team", { ids, day: latest.day });
  const items = rows.map(({ id, ...row }) => ({ ...row, trend: trends.get(id) ?? [] }));
  return { items, total: counted[0]?.total ?? 0, page: query.page, size: query.size };
}
