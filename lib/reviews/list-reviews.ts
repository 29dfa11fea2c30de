import { authorise, may } from "#lib/access";
import { containing, Prisma, type Ctx } from "#lib/db";
import type { Page } from "#lib/paging";
import { pageSlice } from "#lib/paging";
import type { ReviewQuery, ReviewSummary } from "./schema.ts";

type Row = Omit<ReviewSummary, "submittedAt" | "publishAt" | "escalatedAt"> & {
  submittedAt: Date;
  publishAt: Date | null;
  escalatedAt: Date | null;
  total: number;
};

/**
 * Reviews of the asker's teams' APIs, all of them for governance and administrators; those that wait for the asker's decision
 * first, then the newest. `q` searches the APIs' names.
 */
export async function listReviews(ctx: Ctx, query: ReviewQuery): Promise<Page<ReviewSummary>> {
  authorise(ctx.actor, "gateway.read");
  const { skip, take } = pageSlice(query);
  const waits = waitsFor(ctx);
  const dir = query.dir === "asc" ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  const where = [
    visibleTo(ctx),
    ...(query.state === "unfinished"
      ? [
          Prisma.sql`r."state" IN ('open', 'changes_requested', 'approved') AND (r."kind" = 'before' OR r."state" = 'open')`,
        ]
      : query.state
        ? [Prisma.sql`r."state" = ${query.state}::"ReviewState"`]
        : []),
    ...(query.api ? [Prisma.sql`a."slug" = ${query.api}`] : []),
    ...(query.kind ? [Prisma.sql`r."kind" = ${query.kind}::"ReviewKind"`] : []),
    ...(query.waiting ? [waits] : []),
    ...(query.q ? [Prisma.sql`(a."name" ILIKE ${like(query.q)} OR a."slug" ILIKE ${like(query.q)})`] : []),
  ];
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT r."id", r."number", r."kind", r."state", r."round", a."slug" AS "api", a."name" AS "apiName", a."tier", v."name" AS "version",
      r."environments", r."summary", r."consequences"->'contract'->>'verdict' AS "verdict", r."submittedByName" AS "submittedBy",
      r."submittedAt", r."publishAt", r."escalatedAt", ${waits} AS "waitsForMe",
      (SELECT count(*) FROM "ReviewComment" c WHERE c."reviewId" = r."id")::int AS "comments", (count(*) OVER ())::int AS "total"
    FROM "Review" r JOIN "Version" v ON v."id" = r."versionId" JOIN "Api" a ON a."id" = v."apiId"
    WHERE ${Prisma.join(where, " AND ")}
    ORDER BY "waitsForMe" DESC, r."submittedAt" ${dir}, r."id" ${dir} LIMIT ${take} OFFSET ${skip}`;
  const items = rows.map(({ total: _total, submittedAt, publishAt, escalatedAt, ...rest }) => ({
    ...rest,
    submittedAt: submittedAt.toISOString(),
    publishAt: publishAt?.toISOString() ?? null,
    escalatedAt: escalatedAt?.toISOString() ?? null,
  }));
  return { items, total: rows[0]?.total ?? 0, page: query.page, size: query.size };
}

function like(q: string): string {
  return `%${containing(q).contains}%`;
}

/** The set form of the `review.read` rule. */
function visibleTo({ actor }: Ctx): Prisma.Sql {
  if (may(actor, "review.read")) return Prisma.sql`true`;
  return Prisma.sql`a."teamId" = ANY(${actor.kind === "user" ? Object.keys(actor.teams) : []}::text[])`;
}

/** The set form of who may approve, by lib/lifecycle: as what counts, not their own work, and not yet. */
function waitsFor({ actor }: Ctx): Prisma.Sql {
  if (actor.kind !== "user") return Prisma.sql`false`;
  const isGovernance = actor.role !== "member";
  const teams = Object.entries(actor.teams).flatMap(([id, role]) => (role === "viewer" ? [] : [id]));
  const isMaintainer = Prisma.sql`(${actor.role === "admin"} OR a."teamId" = ANY(${teams}::text[]))`;
  const counts = Prisma.sql`(jsonb_array_length(r."neededApprovals") = 0 AND (${isGovernance} OR ${isMaintainer})
    OR EXISTS (SELECT 1 FROM jsonb_array_elements(r."neededApprovals") n
      WHERE n->>'by' IN ('governance', 'either') AND ${isGovernance} OR n->>'by' IN ('team', 'either') AND ${isMaintainer}))`;
  return Prisma.sql`(r."state" = 'open' AND NOT ${actor.id} = ANY(r."authorIds") AND ${counts}
    AND NOT EXISTS (SELECT 1 FROM "ReviewDecision" d WHERE d."reviewId" = r."id" AND d."round" = r."round" AND d."userId" = ${actor.id}))`;
}
