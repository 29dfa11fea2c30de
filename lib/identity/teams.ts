import { authorise, may } from "#lib/access";
import { change, containing, visibleApis, type Ctx, type Prisma } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { pageSlice, type Page } from "#lib/paging";
import type { CreateTeam, Team, TeamQuery, TeamSummary } from "./schema.ts";

/** Counts only the APIs the reader may see. */
function summaryFor({ actor }: Ctx) {
  const apis = { where: visibleApis(actor) };
  return {
    slug: true,
    name: true,
    createdAt: true,
    _count: { select: { memberships: true, apis } },
  } as const satisfies Prisma.TeamSelect;
}

function toSummary(row: Prisma.TeamGetPayload<{ select: ReturnType<typeof summaryFor> }>): TeamSummary {
  return {
    slug: row.slug,
    name: row.name,
    members: row._count.memberships,
    apis: row._count.apis,
    createdAt: row.createdAt.toISOString(),
  };
}

/** Opens a team, without members yet. Throws `conflict` when the slug is taken. */
export async function createTeam(ctx: Ctx, input: CreateTeam): Promise<TeamSummary> {
  return change(
    ctx,
    {
      action: "team.create",
      kind: "team",
      conflicts: { Team_slug_key: "A team with this slug exists already. Choose another." },
    },
    async (tx) => {
      const id = newId("team");
      const row = await tx.team.create({
        data: { id, ...input, createdAt: ctx.now },
        select: summaryFor(ctx),
      });
      return { result: toSummary(row), id, after: input };
    },
  );
}

/** Teams by page; `q` looks into names and slugs. */
export async function listTeams(ctx: Ctx, query: TeamQuery): Promise<Page<TeamSummary>> {
  authorise(ctx.actor, "team.read");
  const contains = containing(query.q);
  const where: Prisma.TeamWhereInput = query.q ? { OR: [{ name: contains }, { slug: contains }] } : {};
  const [rows, total] = await Promise.all([
    ctx.db.team.findMany({
      where,
      select: summaryFor(ctx),
      orderBy: [{ [query.sort]: query.dir }, { id: query.dir }],
      ...pageSlice(query),
    }),
    ctx.db.team.count({ where }),
  ]);
  return { items: rows.map(toSummary), total, page: query.page, size: query.size };
}

/** One team, and whether the reader may change its members. Throws `not_found`. */
export async function readTeam(ctx: Ctx, slug: string): Promise<Team> {
  authorise(ctx.actor, "team.read");
  const row = await ctx.db.team.findUnique({ where: { slug }, select: { id: true, ...summaryFor(ctx) } });
  if (!row) throw new AppError("not_found", "There is no such team.");
  const ownRole = ctx.actor.kind === "user" ? (ctx.actor.teams[row.id] ?? null) : null;
  return { ...toSummary(row), mayChange: may(ctx.actor, "team.update", { teamId: row.id }), ownRole };
}
