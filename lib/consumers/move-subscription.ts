import type { Action } from "#lib/access";
import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { refuseAt } from "./find.ts";
import { notifySubscription } from "./notify-subscription.ts";
import { findSubscription, getSubscription } from "./read-subscriptions.ts";
import { recordAccessChange } from "./record-access-change.ts";
import {
  needsReason,
  transition,
  type Side,
  type SubscriptionAction,
  type SubscriptionState,
} from "./subscription-life.ts";
import { sidesOf, type SubscriptionFields } from "./subscription-row.ts";
import type { MoveSubscription, SubscriptionDetail, SubscriptionParams } from "./schema.ts";

/**
 * Approves, rejects, suspends, resumes or ends a subscription. Throws `conflict` when its state does not allow that, also
 * because somebody else was faster; `forbidden` for the other side; `invalid` at `reason` when one is owed.
 */
export async function moveSubscription(
  ctx: Ctx,
  at: SubscriptionParams,
  input: MoveSubscription,
): Promise<SubscriptionDetail> {
  const { action, reason } = input;
  const subscription = await findSubscription(ctx, at);
  const { state: from, application, environment, version } = subscription;
  const { to, side } = decide(ctx, subscription, action);
  if (needsReason(action, side) && reason === "")
    return refuseAt("invalid", "reason", "Say why: the other team reads it.");
  const deed = {
    action: `subscription.${action}` satisfies Action,
    kind: "subscription",
    id: at.id,
    teamId: side === "provider" ? version.api.teamId : application.teamId,
  };
  await change(ctx, deed, async (tx) => {
    const { count } = await tx.subscription.updateMany({
      where: { id: at.id, state: from },
      data: { state: to, reason, changedAt: ctx.now, changedByName: ctx.actor.name },
    });
    if (count === 0) {
      const now = await tx.subscription.findUnique({
        where: { id: at.id },
        select: { state: true, changedByName: true },
      });
      throw new AppError("conflict", overtaken(now));
    }
    const changeId = await recordAccessChange(tx, {
      environment,
      now: ctx.now,
      applicationIds: [application.id],
    });
    await tx.subscription.update({ where: { id: at.id }, data: { changeId }, select: { id: true } });
    const told = { subscriptionId: at.id, changeId, now: ctx.now, by: ctx.actor };
    await notifySubscription(tx, told, action);
    const about = {
      application: application.slug,
      api: version.api.slug,
      version: version.name,
      environment: environment.slug,
    };
    return { result: undefined, before: { state: from }, after: { ...about, state: to, reason } };
  });
  return getSubscription(ctx, at);
}

function decide(
  ctx: Ctx,
  subscription: SubscriptionFields,
  action: SubscriptionAction,
): { to: SubscriptionState; side: Side } {
  const moved = transition(subscription.state, action, sidesOf(ctx.actor, subscription));
  if (moved.ok) return moved;
  if (moved.reason === "state") throw new AppError("conflict", overtaken(subscription));
  throw new AppError("forbidden", `You may not ${action} this subscription. Ask a maintainer of the team.`);
}

function overtaken(now: { state: SubscriptionState; changedByName: string | null } | null): string {
  if (!now) return "The subscription is gone.";
  const by = now.changedByName === null ? "" : ` (by ${now.changedByName})`;
  return `The subscription is ${now.state} now${by}. Look at it again.`;
}
