import { may } from "#lib/access";
import { change, type Ctx, type Prisma, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { readAccessDelivery } from "./access-delivery.ts";
import { findVersion, type FoundVersion } from "./find.ts";
import { PLAN, toPlan } from "./plan-row.ts";
import { recordAccessChange } from "./record-access-change.ts";
import { LIVE_STATES } from "./subscription-life.ts";
import type {
  CreatePlan,
  PlanDetail,
  PlanDto,
  PlanList,
  PlanParams,
  PlanQuota,
  PlanRate,
  UpdatePlan,
} from "./schema.ts";

const PLANS_MAX = 50;
const LIVE = { state: { in: [...LIVE_STATES] } };

/** What a version offers; plans that are no longer offered are for those who may change them. */
export async function listPlans(ctx: Ctx, at: { slug: string; version: string }): Promise<PlanList> {
  const version = await findVersion(ctx, at);
  const mayChange = may(ctx.actor, "plan.update", version.api);
  const rows = await ctx.db.plan.findMany({
    where: { versionId: version.id, ...(mayChange ? {} : { offered: true }) },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: PLANS_MAX,
    select: { ...PLAN, etag: true, _count: { select: { subscriptions: { where: LIVE } } } },
  });
  const showsCount = may(ctx.actor, "subscription.read", version.api);
  const items = rows.map(({ etag, _count, ...row }) => ({
    ...toPlan(row),
    etag,
    subscribers: showsCount ? _count.subscriptions : null,
  }));
  return { items, mayChange };
}

/** One plan of a version. Throws `not_found`. */
export async function getPlan(ctx: Ctx, at: PlanParams): Promise<PlanDetail> {
  const { items } = await listPlans(ctx, at);
  const plan = items.find(({ id }) => id === at.id);
  if (!plan) throw new AppError("not_found", "There is no such plan.");
  return { ...plan, deliveries: plan.subscribers === null ? [] : await readDeliveries(ctx, at.id) };
}

async function readDeliveries(ctx: Ctx, planId: string): Promise<PlanDetail["deliveries"]> {
  const latest = await ctx.db.accessChange.findMany({
    where: { planId },
    distinct: ["environmentId"],
    orderBy: [{ environmentId: "asc" }, { requestedAt: "desc" }],
    take: 100,
    select: { id: true, environment: { select: { slug: true } } },
  });
  const read = latest.map(async ({ id, environment }) => {
    const delivery = await readAccessDelivery(ctx, id);
    return delivery ? [{ ...delivery, environment: environment.slug }] : [];
  });
  return (await Promise.all(read)).flat();
}

const NAME_TAKEN = "This version has a plan of that name. Choose another.";
const conflicts = { Plan_versionId_name_key: NAME_TAKEN };

/** Offers another plan. Throws `conflict` when the name is taken or there are too many. */
export async function createPlan(
  ctx: Ctx,
  at: { slug: string; version: string },
  input: CreatePlan,
): Promise<PlanDto> {
  const version = await findVersion(ctx, at, "plan.create");
  const { rate, quota, ...facts } = input;
  const { teamId } = version.api;
  return change(ctx, { action: "plan.create", kind: "plan", teamId, conflicts }, async (tx) => {
    if ((await tx.plan.count({ where: { versionId: version.id } })) >= PLANS_MAX)
      throw new AppError("conflict", `A version has at most ${PLANS_MAX} plans.`);
    const id = newId("pln");
    const row = await tx.plan.create({
      data: {
        id,
        versionId: version.id,
        ...facts,
        ...limitColumns({ rate, quota }),
        createdAt: ctx.now,
      },
      select: { ...PLAN, etag: true },
    });
    const { etag, ...plan } = row;
    return {
      result: { ...toPlan(plan), etag, subscribers: 0 },
      id,
      after: { ...input, ...nameOf(version) },
    };
  });
}

/**
 * Changes what is given, for all who have the plan: their limits are others as soon as the gateways have the change.
 * Throws `stale` when somebody changed it meanwhile.
 */
export async function updatePlan(ctx: Ctx, at: PlanParams, input: UpdatePlan): Promise<PlanDetail> {
  const version = await findVersion(ctx, at, "plan.update");
  const { etag, rate, quota, ...facts } = input;
  const { teamId } = version.api;
  const deed = { action: "plan.update", kind: "plan", id: at.id, teamId, conflicts } as const;
  await change(ctx, deed, async (tx) => {
    const before = await tx.plan.findFirst({
      where: { id: at.id, versionId: version.id },
      select: { ...PLAN, etag: true },
    });
    if (!before) throw new AppError("not_found", "There is no such plan.");
    const given = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
    const { count } = await tx.plan.updateMany({
      where: { id: at.id, etag },
      data: { ...given, ...limitColumns({ rate, quota }), etag: { increment: 1 }, updatedAt: ctx.now },
    });
    if (count === 0)
      throw new AppError("stale", "Somebody else has changed this plan. Look at it again, then decide.");
    if (rate !== undefined || quota !== undefined || facts.name !== undefined)
      await tellSubscribers(tx, at.id, ctx.now);
    const { etag: _etag, ...was } = before;
    return { result: undefined, before: toPlan(was), after: { ...input, ...nameOf(version) } };
  });
  return getPlan(ctx, at);
}

/** One change per environment in which an application has the plan. */
async function tellSubscribers(tx: Tx, planId: string, now: Date): Promise<void> {
  const holders = await tx.$queryRaw<{ id: string; slug: string; applicationIds: string[] }[]>`
    SELECT e."id", e."slug", array_agg(DISTINCT s."applicationId") AS "applicationIds"
    FROM "Subscription" s JOIN "Environment" e ON e."id" = s."environmentId"
    WHERE s."planId" = ${planId} AND s."state" IN ('pending', 'active', 'suspended')
    GROUP BY e."id" ORDER BY e."id"`;
  for (const { applicationIds, ...environment } of holders)
    await recordAccessChange(tx, { environment, now, applicationIds, planId });
}

/** Takes a plan away that nobody has or ever had. Throws `conflict` for any other: it can only be offered no longer. */
export async function deletePlan(ctx: Ctx, at: PlanParams): Promise<void> {
  const version = await findVersion(ctx, at, "plan.delete");
  const { teamId } = version.api;
  await change(ctx, { action: "plan.delete", kind: "plan", id: at.id, teamId }, async (tx) => {
    await tx.$queryRaw`SELECT "id" FROM "Plan" WHERE "id" = ${at.id} FOR UPDATE`;
    const plan = await tx.plan.findFirst({
      where: { id: at.id, versionId: version.id },
      select: { ...PLAN, _count: { select: { subscriptions: true } } },
    });
    if (!plan) throw new AppError("not_found", "There is no such plan.");
    const { _count, ...before } = plan;
    if (_count.subscriptions > 0)
      throw new AppError("conflict", "Applications have it, or had it. Stop offering it instead.");
    await tx.plan.delete({ where: { id: at.id }, select: { id: true } });
    return { result: undefined, before: { ...toPlan(before), ...nameOf(version) } };
  });
}

function nameOf(version: FoundVersion): { api: string; version: string } {
  return { api: version.api.slug, version: version.name };
}

type LimitColumns = Pick<
  Prisma.PlanUncheckedCreateInput,
  "rateRequests" | "ratePer" | "rateBurst" | "quotaRequests" | "quotaPer"
>;

function limitColumns({ rate, quota }: Pick<UpdatePlan, "rate" | "quota">): LimitColumns {
  return {
    ...(rate === undefined ? {} : rateColumns(rate)),
    ...(quota === undefined ? {} : quotaColumns(quota)),
  };
}

function rateColumns(rate: PlanRate): LimitColumns {
  const {
    requests: rateRequests,
    per: ratePer,
    burst: rateBurst = null,
  } = rate ?? { requests: null, per: null };
  return { rateRequests, ratePer, rateBurst };
}

function quotaColumns(quota: PlanQuota): LimitColumns {
  return { quotaRequests: quota?.requests ?? null, quotaPer: quota?.per ?? null };
}
