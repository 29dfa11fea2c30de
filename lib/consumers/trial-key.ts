import { may } from "#lib/access";
import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { readEnforcement } from "./access-delivery.ts";
import { insertKey, tellGateways } from "./change-keys.ts";
import { findApplication, findEnvironment, refuseAt } from "./find.ts";

const LIFETIME_MS = 15 * 60_000;
/** Good ones of one person at a time. */
const TRIAL_KEYS_MAX = 20;
const APPLICATIONS_MAX = 100;

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

/** The applications whoever asks may try a version with: subscribed to it, and theirs to make keys for. */
export async function listTrialApplications(
  ctx: Ctx,
  of: { versionId: string; environment: string },
): Promise<{ slug: string; name: string }[]> {
  const rows = await ctx.db.subscription.findMany({
    where: {
      versionId: of.versionId,
      environment: { slug: of.environment },
      state: "active",
      application: { deletedAt: null, ...ownTeams(ctx) },
    },
    orderBy: [{ requestedAt: "asc" }, { id: "asc" }],
    take: APPLICATIONS_MAX,
    select: { application: { select: { slug: true, name: true, teamId: true } } },
  });
  const own = rows.filter(({ application }) => may(ctx.actor, "key.create", application));
  return own.map(({ application: { slug, name } }) => ({ slug, name }));
}

/** Administrators may make keys for all applications. */
function ownTeams({ actor }: Ctx): object {
  if (actor.kind !== "user" || actor.role === "admin") return {};
  return { teamId: { in: Object.keys(actor.teams) } };
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
