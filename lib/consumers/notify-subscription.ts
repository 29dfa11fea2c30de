import type { Actor } from "#lib/access";
import type { Tx } from "#lib/db";
import { notify } from "#lib/notifications";
import type { SubscriptionAction } from "./subscription-life.ts";

interface Told {
  subscriptionId: string;
  /** The change that was made: names what happened. */
  changeId: string;
  now: Date;
  by: Actor;
}

/** Tells both sides what concerns them of a subscription's new request or move, with the change itself. */
export async function notifySubscription(
  tx: Tx,
  { subscriptionId, changeId, now, by }: Told,
  happened: "request" | SubscriptionAction,
): Promise<void> {
  const row = await tx.subscription.findUniqueOrThrow({
    where: { id: subscriptionId },
    select: {
      purpose: true,
      reason: true,
      requestedByName: true,
      plan: { select: { name: true } },
      environment: { select: { slug: true } },
      version: { select: { name: true, api: { select: { slug: true, name: true, teamId: true } } } },
      application: { select: { slug: true, name: true, teamId: true } },
    },
  });
  const { version, application, reason, purpose, requestedByName } = row;
  const facts = {
    subscriptionId,
    api: version.api.slug,
    apiName: version.api.name,
    version: version.name,
    application: application.slug,
    applicationName: application.name,
    plan: row.plan.name,
    environment: row.environment.slug,
    ownerTeamId: version.api.teamId,
    consumerTeamId: application.teamId,
  };
  const telling = { key: `${subscriptionId}:${changeId}`, now, by };
  switch (happened) {
    case "request":
      return notify(tx, {
        kind: "subscription.requested",
        facts: { ...facts, purpose, requestedByName },
        ...telling,
      });
    case "approve":
      return notify(tx, { kind: "subscription.approved", facts, ...telling });
    case "resume":
      return notify(tx, { kind: "subscription.resumed", facts, ...telling });
    case "reject":
      return notify(tx, { kind: "subscription.rejected", facts: { ...facts, reason }, ...telling });
    case "suspend":
      return notify(tx, { kind: "subscription.suspended", facts: { ...facts, reason }, ...telling });
    case "end":
      return notify(tx, { kind: "subscription.ended", facts: { ...facts, reason }, ...telling });
  }
}
