import { change, type Ctx, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { findApplication, findEnvironment, findVersion, refuseAt, type FoundVersion } from "./find.ts";
import { notifySubscription } from "./notify-subscription.ts";
import { getSubscription } from "./read-subscriptions.ts";
import { recordAccessChange } from "./record-access-change.ts";
import { initialState, LIVE_STATES } from "./subscription-life.ts";
import type { ApplicationParams, Subscribe, SubscriptionDetail } from "./schema.ts";

/** What one document can tell the gateways of an application. */
const SUBSCRIPTIONS_MAX = 500;

/**
 * Subscribes an application to a version in an environment: at once, or by a request that waits for the API's team. Throws
 * `conflict` when it is subscribed already, `invalid` for a plan that is not offered or a missing purpose, `not_found` for
 * an API the actor may not see, whatever else is wrong.
 */
export async function subscribe(
  ctx: Ctx,
  at: ApplicationParams,
  input: Subscribe,
): Promise<SubscriptionDetail> {
  const application = await findApplication(ctx, at, "subscription.request");
  const version = await findVersion(ctx, { slug: input.api, version: input.version });
  const environment = await findEnvironment(ctx, input.environment);
  const deed = {
    action: "subscription.request",
    kind: "subscription",
    teamId: application.teamId,
    conflicts: { Subscription_one_live_key: alreadyThere(application.name, version, environment.slug) },
  } as const;
  const id = await change(ctx, deed, async (tx) => {
    await tx.$queryRaw`SELECT "id" FROM "Application" WHERE "id" = ${application.id} FOR UPDATE`;
    await refuseUnfit(tx, { application, version, environment });
    const plan = await findPlan(tx, version, input);
    const subscriptionId = newId("sub");
    const changeId = await recordAccessChange(tx, {
      environment,
      now: ctx.now,
      applicationIds: [application.id],
    });
    const state = initialState(plan.approval);
    await tx.subscription.create({
      data: {
        id: subscriptionId,
        applicationId: application.id,
        versionId: version.id,
        environmentId: environment.id,
        planId: plan.id,
        state,
        purpose: input.purpose,
        requestedById: ctx.actor.id,
        requestedByName: ctx.actor.name,
        requestedAt: ctx.now,
        changeId,
      },
      select: { id: true },
    });
    // One that needs no answer is nobody's work: the subscribers' page shows it.
    if (state === "pending")
      await notifySubscription(tx, { subscriptionId, changeId, now: ctx.now, by: ctx.actor }, "request");
    const after = { ...input, application: application.slug, plan: plan.name, state, reason: input.purpose };
    return { result: subscriptionId, id: subscriptionId, after };
  });
  return getSubscription(ctx, { id });
}

interface Wanted {
  application: { id: string; slug: string; name: string };
  version: FoundVersion;
  environment: { id: string; slug: string };
}

/** Decided behind the application's lock. */
async function refuseUnfit(tx: Tx, { application, version, environment }: Wanted): Promise<void> {
  const { id: applicationId, slug, name } = application;
  const isThere = await tx.application.count({ where: { id: applicationId, deletedAt: null } });
  if (isThere === 0) throw new AppError("conflict", "The application has been deleted.");
  const live = { applicationId, environmentId: environment.id, state: { in: [...LIVE_STATES] } };
  if ((await tx.subscription.count({ where: { ...live, versionId: version.id } })) > 0)
    throw new AppError("conflict", alreadyThere(name, version, environment.slug), {
      details: { see: { path: `/applications/${slug}`, words: "See its subscriptions" } },
    });
  if ((await tx.subscription.count({ where: live })) >= SUBSCRIPTIONS_MAX)
    throw new AppError(
      "conflict",
      `An application has at most ${SUBSCRIPTIONS_MAX} subscriptions in an environment.`,
    );
  if (version.stage === "deprecated")
    return refuseAt("conflict", "version", `${version.name} is deprecated: it takes no new subscribers.`);
  if (version.stage === "retired")
    return refuseAt("conflict", "version", `${version.name} is retired. Choose another version.`);
  const served = await tx.deployment.count({
    where: { versionId: version.id, environmentId: environment.id, wantedRevisionId: { not: null } },
  });
  if (served === 0)
    return refuseAt(
      "conflict",
      "environment",
      `${version.name} is not published in ${environment.slug}. Choose another environment, or ask its team.`,
    );
}

async function findPlan(
  tx: Tx,
  version: FoundVersion,
  input: Subscribe,
): Promise<{ id: string; name: string; approval: "automatic" | "manual" }> {
  const plan = await tx.plan.findFirst({
    where: { id: input.plan, versionId: version.id, offered: true },
    select: { id: true, name: true, approval: true },
  });
  if (!plan) return refuseAt("invalid", "plan", `${version.name} does not offer this plan.`);
  if (plan.approval === "manual" && input.purpose === "")
    return refuseAt("invalid", "purpose", "Say what it is for: whoever approves it reads it.");
  return plan;
}

function alreadyThere(application: string, version: FoundVersion, environment: string): string {
  return `${application} has a subscription to ${version.api.name} ${version.name} in ${environment} already.`;
}
