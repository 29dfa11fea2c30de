import { authorise } from "#lib/access";
import { containing, type Ctx, type Prisma } from "#lib/db";
import { AppError } from "#lib/errors";
import { pageSlice, type Page } from "#lib/paging";
import { readAccessDelivery } from "./access-delivery.ts";
import { findApi, findApplication } from "./find.ts";
import { LIVE_STATES, type SubscriptionAction } from "./subscription-life.ts";
import { maySee, SUBSCRIPTION, toSubscriptions, type SubscriptionFields } from "./subscription-row.ts";
import type {
  Reach,
  SubscriptionDetail,
  SubscriptionParams,
  SubscriptionQuery,
  SubscriptionSummary,
} from "./schema.ts";

const HISTORY_SHOWN = 100;
const DAY_MS = 86_400_000;

/** What an application is or was subscribed to. Throws `not_found` for one the actor may not see. */
export async function listApplicationSubscriptions(
  ctx: Ctx,
  at: { slug: string },
  query: SubscriptionQuery,
): Promise<Page<SubscriptionSummary>> {
  const application = await findApplication(ctx, at);
  return listWhere(ctx, { applicationId: application.id }, query);
}

/** Who is or was subscribed to an API: for its own team and those who look after everything. */
export async function listSubscribers(
  ctx: Ctx,
  at: { slug: string },
  query: SubscriptionQuery,
): Promise<Page<SubscriptionSummary>> {
  const api = await findApi(ctx, at, "subscription.read");
  return listWhere(ctx, { version: { apiId: api.id } }, query);
}

/** Requests that wait for the actor's answer, the oldest of all APIs of their teams by the query's order. */
export async function listRequests(ctx: Ctx, query: SubscriptionQuery): Promise<Page<SubscriptionSummary>> {
  authorise(ctx.actor, "api.read", { visibility: "public" });
  return listWhere(ctx, { ...awaitsAnswerOf(ctx), state: "pending" }, query);
}

/** Subscriptions to APIs whose team the actor acts for. */
function awaitsAnswerOf({ actor }: Ctx): Prisma.SubscriptionWhereInput {
  if (actor.kind === "system" || (actor.kind === "user" && actor.role === "admin")) return {};
  const teams = actor.kind === "user" ? Object.entries(actor.teams) : [];
  const teamIds = teams.filter(([, role]) => role !== "viewer").map(([teamId]) => teamId);
  return { version: { api: { teamId: { in: teamIds } } } };
}

async function listWhere(
  ctx: Ctx,
  within: Prisma.SubscriptionWhereInput,
  query: SubscriptionQuery,
): Promise<Page<SubscriptionSummary>> {
  const where = { AND: [within, ...filters(query)] };
  const [rows, total] = await Promise.all([
    ctx.db.subscription.findMany({
      where,
      select: SUBSCRIPTION,
      orderBy: [orderOf(query), { id: query.dir }],
      ...pageSlice(query),
    }),
    ctx.db.subscription.count({ where }),
  ]);
  return { items: await toSubscriptions(ctx, rows), total, page: query.page, size: query.size };
}

function orderOf({ sort, dir }: SubscriptionQuery): Prisma.SubscriptionOrderByWithRelationInput {
  return sort === "requestedAt" ? { requestedAt: dir } : { [sort]: { sort: dir, nulls: "last" } };
}

function filters(query: SubscriptionQuery): Prisma.SubscriptionWhereInput[] {
  const contains = containing(query.q);
  const named = { OR: [{ name: contains }, { slug: contains }] };
  return [
    ...(query.environment === undefined ? [] : [{ environment: { slug: query.environment } }]),
    ...(query.version === undefined ? [] : [{ version: { name: query.version } }]),
    ...(query.state === undefined ? [] : [{ state: query.state }]),
    ...(query.live ? [{ state: { in: [...LIVE_STATES] } }] : []),
    ...(query.q === ""
      ? []
      : [
          {
            OR: [{ application: { OR: [...named.OR, { team: named }] } }, { version: { api: named } }],
          },
        ]),
  ];
}

/** The subscription, if the actor is of one of its two teams or looks after everything; else `not_found`. */
export async function findSubscription(ctx: Ctx, at: SubscriptionParams): Promise<SubscriptionFields> {
  const row = await ctx.db.subscription.findUnique({ where: { id: at.id }, select: SUBSCRIPTION });
  if (!row || !maySee(ctx.actor, row))
    throw new AppError("not_found", "There is no such subscription that you can see.");
  return row;
}

/** One subscription with what happened to it and how far its last change has come. */
export async function getSubscription(ctx: Ctx, at: SubscriptionParams): Promise<SubscriptionDetail> {
  const row = await findSubscription(ctx, at);
  const [[summary], told] = await Promise.all([toSubscriptions(ctx, [row]), readHistory(ctx, at.id)]);
  if (!summary) throw new AppError("not_found", "There is no such subscription.");
  // After the enforcement: what is said to hold must not be shown as unwritten.
  const delivery = await readAccessDelivery(ctx, row.changeId);
  return { ...summary, delivery, ...told };
}

/** From the audit: nothing else is written down of what both sides did. */
async function readHistory(
  ctx: Ctx,
  id: string,
): Promise<Pick<SubscriptionDetail, "history" | "earlierSteps">> {
  const where = { objectKind: "subscription", objectId: id };
  const [rows, total] = await Promise.all([
    ctx.db.auditEntry.findMany({
      where,
      orderBy: { id: "desc" },
      take: HISTORY_SHOWN,
      select: { at: true, actorName: true, action: true, after: true },
    }),
    ctx.db.auditEntry.count({ where }),
  ]);
  const history = rows.map(({ at, actorName, action, after }) => ({
    at: at.toISOString(),
    by: actorName,
    action: action.replace("subscription.", "") as "request" | SubscriptionAction,
    reason: (after as { reason?: string } | null)?.reason ?? "",
  }));
  return { history, earlierSteps: total - history.length };
}

/** Whom a change of an API, or of one version of it, reaches. */
export async function readReach(
  ctx: Ctx,
  at: { slug: string; version?: string | undefined },
): Promise<Reach> {
  const api = await findApi(ctx, at, "subscription.read");
  const of: Prisma.SubscriptionWhereInput = {
    version: { apiId: api.id, ...(at.version === undefined ? {} : { name: at.version }) },
  };
  const serving: Prisma.SubscriptionWhereInput = { ...of, state: { in: ["active", "suspended"] } };
  const since = new Date(ctx.now.getTime() - DAY_MS);
  const [subscribers, calledToday, pending] = await Promise.all([
    ctx.db.subscription.count({ where: serving }),
    ctx.db.subscription.count({ where: { ...serving, lastCallAt: { gte: since } } }),
    ctx.db.subscription.count({ where: { ...of, state: "pending" } }),
  ]);
  return { subscribers, calledToday, pending };
}
