import { authorise, may, type Actor } from "#lib/access";
import { containing, type Ctx, type Prisma } from "#lib/db";
import { AppError } from "#lib/errors";
import { pageSlice, type Page } from "#lib/paging";
import { APPLICATION_SUMMARY, toApplicationSummaries } from "./application-summary.ts";
import { findApplication } from "./find.ts";
import type { ApplicationDetail, ApplicationParams, ApplicationQuery, ApplicationSummary } from "./schema.ts";

/** The applications an actor may read, as a condition: the set form of the `application.read` rule. */
export function visibleApplications(actor: Actor): Prisma.ApplicationWhereInput {
  switch (actor.kind) {
    case "system":
      return { deletedAt: null };
    case "gateway":
    case "anonymous":
      return { id: { in: [] } };
    case "user":
      return {
        deletedAt: null,
        ...(actor.role === "member" ? { teamId: { in: Object.keys(actor.teams) } } : {}),
      };
  }
}

/** Those it may subscribe and make keys for: the set form of the `subscription.request` rule. */
function actingFor(actor: Actor): Prisma.ApplicationWhereInput {
  if (actor.kind !== "user" || actor.role === "admin") return {};
  const acting = Object.keys(actor.teams).filter((teamId) => may(actor, "subscription.request", { teamId }));
  return { teamId: { in: acting } };
}

/** The applications the actor may see, by page. */
export async function listApplications(ctx: Ctx, query: ApplicationQuery): Promise<Page<ApplicationSummary>> {
  authorise(ctx.actor, "api.read", { visibility: "public" });
  const contains = containing(query.q);
  const own = ctx.actor.kind === "user" ? Object.keys(ctx.actor.teams) : [];
  const where: Prisma.ApplicationWhereInput = {
    AND: [
      visibleApplications(ctx.actor),
      query.team === undefined ? {} : { team: { slug: query.team } },
      query.mine ? { teamId: { in: own } } : {},
      query.acting ? actingFor(ctx.actor) : {},
      query.q === "" ? {} : { OR: [{ name: contains }, { slug: contains }] },
    ],
  };
  const [rows, total] = await Promise.all([
    ctx.db.application.findMany({
      where,
      select: APPLICATION_SUMMARY,
      orderBy: [{ [query.sort]: query.dir }, { id: query.dir }],
      ...pageSlice(query),
    }),
    ctx.db.application.count({ where }),
  ]);
  const items = await toApplicationSummaries(ctx.db, rows, ctx.now);
  return { items, total, page: query.page, size: query.size };
}

/** One application. Throws `not_found` for one the actor may not see. */
export async function getApplication(ctx: Ctx, at: ApplicationParams): Promise<ApplicationDetail> {
  const found = await findApplication(ctx, at);
  const row = await ctx.db.application.findUnique({
    where: { id: found.id },
    select: {
      ...APPLICATION_SUMMARY,
      clients: { select: { issuer: true, clientId: true }, orderBy: { id: "asc" }, take: 20 },
    },
  });
  if (!row) throw new AppError("not_found", `${found.name} is gone.`);
  const { clients, ...own } = row;
  const [summary] = await toApplicationSummaries(ctx.db, [own], ctx.now);
  if (!summary) throw new AppError("not_found", `${found.name} is gone.`);
  return {
    ...summary,
    id: found.id,
    clients,
    etag: summary.updatedAt,
    mayUpdate: may(ctx.actor, "application.update", found),
    mayDelete: may(ctx.actor, "application.delete", found),
  };
}
