import { may, type Actor } from "#lib/access";
import { change, containing, type Ctx, type Prisma } from "#lib/db";
import { AppError } from "#lib/errors";
import { pageSlice, type Page } from "#lib/paging";
import { readEnforcement } from "./access-delivery.ts";
import { insertKey, tellGateways } from "./change-keys.ts";
import { findApplication, findEnvironment, refuseAt } from "./find.ts";

const LIFETIME_MS = 15 * 60_000;
/** Good ones of one person at a time. */
const TRIAL_KEYS_MAX = 20;

interface TrialOf {
  /** An application's slug. */
  application: string;
  environment: string;
  /** The one version it is good for. */
  versionId: string;
}

/** The secret is for whoever sends the request, and is stored nowhere. */
export interface TrialKey {
  id: string;
  secret: string;
  expiresAt: Date;
}

/**
 * A key to try one version out with: good for 15 minutes, in no list of keys, made for whoever asks. Takes what `key.create`
 * takes, and a subscription that is active; else `unprocessable` at `application`.
 */
export async function createTrialKey(ctx: Ctx, of: TrialOf): Promise<TrialKey> {
  const { versionId } = of;
  const application = await findApplication(ctx, { slug: of.application }, "key.create");
  const environment = await findEnvironment(ctx, of.environment);
  const { id: applicationId, teamId, slug } = application;
  const expiresAt = new Date(ctx.now.getTime() + LIFETIME_MS);
  return change(ctx, { action: "key.create", kind: "key", teamId }, async (tx) => {
    const place = { applicationId, environmentId: environment.id, versionId };
    if ((await tx.subscription.count({ where: { ...place, state: "active" } })) === 0) {
      refuseAt(
        "unprocessable",
        "application",
        `${application.name} has no active subscription in ${environment.slug}.`,
      );
    }
    await refuseTooMany(ctx);
    const name = `Trial of ${ctx.actor.name}`.slice(0, 100);
    const key = await insertKey(tx, ctx, { applicationId, environment, name, expiresAt, versionId });
    await tellGateways(tx, ctx, { applicationId, environment, keys: [key] });
    const after = { application: slug, environment: environment.slug, versionId, isTrial: true };
    return { result: { id: key.id, secret: key.secret, expiresAt }, id: key.id, after };
  });
}

/** Whether every connected gateway knows the key. */
export async function isTrialKeyReady(ctx: Pick<Ctx, "db">, { id }: Pick<TrialKey, "id">): Promise<boolean> {
  const key = await ctx.db.applicationKey.findUnique({ where: { id }, select: { changeId: true } });
  const enforced = await readEnforcement(ctx.db, [key?.changeId ?? null]);
  return enforced(key?.changeId ?? null) === "in_force";
}

/** A version in an environment. */
interface Tried {
  versionId: string;
  environment: string;
}

/** The applications whoever asks may try a version with, by name: subscribed to it, and theirs to make keys for. */
export async function listTrialApplications(
  ctx: Ctx,
  of: Tried,
  query: { page: number; size: number; q: string },
): Promise<Page<{ slug: string; name: string }>> {
  const contains = containing(query.q);
  const named = query.q === "" ? {} : { OR: [{ name: contains }, { slug: contains }] };
  const where = { AND: [usableFor(ctx, of), named] };
  const [items, total] = await Promise.all([
    ctx.db.application.findMany({
      where,
      select: { slug: true, name: true },
      orderBy: [{ name: "asc" }, { id: "asc" }],
      ...pageSlice(query),
    }),
    ctx.db.application.count({ where }),
  ]);
  return { items, total, page: query.page, size: query.size };
}

/** Whether this application is one of them. */
export async function isTrialApplication(ctx: Ctx, { application, ...of }: TrialOf): Promise<boolean> {
  return (
    (await ctx.db.application.count({ where: { AND: [usableFor(ctx, of), { slug: application }] } })) > 0
  );
}

function usableFor(ctx: Ctx, { versionId, environment }: Tried): Prisma.ApplicationWhereInput {
  return {
    deletedAt: null,
    subscriptions: { some: { versionId, environment: { slug: environment }, state: "active" } },
    ...ownTeams(ctx.actor),
  };
}

/** The set form of the `key.create` rule. */
function ownTeams(actor: Actor): Prisma.ApplicationWhereInput {
  if (actor.kind === "system" || (actor.kind === "user" && actor.role === "admin")) return {};
  const teams = actor.kind === "user" ? Object.keys(actor.teams) : [];
  return { teamId: { in: teams.filter((teamId) => may(actor, "key.create", { teamId })) } };
}

async function refuseTooMany(ctx: Ctx): Promise<void> {
  const good = await ctx.db.applicationKey.count({
    where: { createdById: ctx.actor.id, isTrial: true, revokedAt: null, expiresAt: { gt: ctx.now } },
  });
  if (good < TRIAL_KEYS_MAX) return;
  throw new AppError(
    "rate_limited",
    "You are trying out many versions at once. Wait until some trial keys end.",
    {
      details: { retryAfterSeconds: 60 },
    },
  );
}
