import { may, type Actor } from "#lib/access";
import type { Ctx, Prisma } from "#lib/db";
import { readEnforcement } from "./access-delivery.ts";
import { PLAN, toPlan } from "./plan-row.ts";
import type { SubscriptionSummary } from "./schema.ts";
import { possibleActions, type Side } from "./subscription-life.ts";

export const SUBSCRIPTION = {
  id: true,
  state: true,
  purpose: true,
  requestedAt: true,
  requestedByName: true,
  changedAt: true,
  changedByName: true,
  reason: true,
  lastCallAt: true,
  changeId: true,
  plan: { select: PLAN },
  environment: { select: { id: true, slug: true } },
  version: { select: { name: true, api: { select: { slug: true, name: true, teamId: true } } } },
  application: {
    select: {
      id: true,
      slug: true,
      name: true,
      teamId: true,
      team: { select: { slug: true, name: true } },
    },
  },
} as const satisfies Prisma.SubscriptionSelect;

export type SubscriptionFields = Prisma.SubscriptionGetPayload<{ select: typeof SUBSCRIPTION }>;

type Parties = Pick<SubscriptionFields, "version" | "application">;

/** On which sides of a subscription somebody may act: for the API's team, for the application's, both or none. */
export function sidesOf(actor: Actor, { version, application }: Parties): Side[] {
  const provider = may(actor, "subscription.approve", { teamId: version.api.teamId });
  const consumer = may(actor, "subscription.end", { teamId: application.teamId });
  return [...(provider ? (["provider"] as const) : []), ...(consumer ? (["consumer"] as const) : [])];
}

/** Whether somebody may see a subscription: a member of either team, or who looks after everything. */
export function maySee(actor: Actor, { version, application }: Parties): boolean {
  return [version.api.teamId, application.teamId].some((teamId) =>
    may(actor, "subscription.read", { teamId }),
  );
}

/** What the reader is told of a page of subscriptions that they may see. */
export async function toSubscriptions(ctx: Ctx, rows: SubscriptionFields[]): Promise<SubscriptionSummary[]> {
  const enforcement = await readEnforcement(
    ctx.db,
    rows.map((row) => row.changeId),
  );
  return rows.map((row) => {
    const { id, state, purpose, reason, version, application } = row;
    const sides = sidesOf(ctx.actor, row);
    return {
      id,
      state,
      purpose,
      reason,
      enforcement: enforcement(row.changeId),
      application: { slug: application.slug, name: application.name, team: application.team },
      api: { slug: version.api.slug, name: version.api.name },
      version: version.name,
      environment: row.environment.slug,
      plan: toPlan(row.plan),
      requestedAt: row.requestedAt.toISOString(),
      requestedBy: row.requestedByName,
      changedAt: row.changedAt?.toISOString() ?? null,
      changedBy: row.changedByName,
      lastCallAt: row.lastCallAt?.toISOString() ?? null,
      actions: possibleActions(state, sides),
      sides,
    };
  });
}
