import { z } from "zod";
import { isStorable, Slug, VersionName } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";
import { SUBSCRIPTION_STATES } from "#lib/routing/schema";
import type { ApplicationRef } from "./application-schema.ts";
import type { AccessDelivery, Enforcement } from "./delivery-schema.ts";
import type { PlanSummary } from "./plan-schema.ts";
import { SUBSCRIPTION_ACTIONS } from "./subscription-life.ts";
import type { Side, SubscriptionAction, SubscriptionState } from "./subscription-life.ts";

export const Subscribe = z.strictObject({
  api: Slug,
  version: VersionName,
  environment: Slug,
  /** The plan's id. */
  plan: z.string().min(1, "Choose a plan.").max(64).refine(isStorable),
  /** Read by whoever approves; a plan that needs approval asks for it. */
  purpose: z.string().trim().max(500, "At most 500 characters.").default(""),
});
export type Subscribe = z.infer<typeof Subscribe>;

export const MoveSubscription = z.strictObject({
  action: z.enum(SUBSCRIPTION_ACTIONS),
  reason: z.string().trim().max(300, "At most 300 characters.").default(""),
});
export type MoveSubscription = z.infer<typeof MoveSubscription>;

export const SubscriptionParams = z.strictObject({ id: z.string().max(64).refine(isStorable) });
export type SubscriptionParams = z.infer<typeof SubscriptionParams>;

const subscriptionQuery = listQuery({ sort: ["requestedAt", "changedAt", "lastCallAt"], dir: "desc" });
const state = z.enum(SUBSCRIPTION_STATES).optional();

/** `q`: names of applications, teams and APIs. `live`: leaves out what is rejected or ended. */
export const SubscriptionList = {
  api: subscriptionQuery.api.extend({
    environment: Slug.optional(),
    version: VersionName.optional(),
    state,
    live: z.stringbool().default(false),
  }),
  url: subscriptionQuery.url.extend({
    environment: Slug.optional().catch(undefined),
    version: VersionName.optional().catch(undefined),
    state: state.catch(undefined),
    live: z.stringbool().default(false).catch(false),
  }),
};
export type SubscriptionQuery = z.infer<typeof SubscriptionList.api>;

/** Of one version, or of all. */
export const ReachQuery = z.strictObject({ version: VersionName.optional() });

export interface SubscriptionSummary {
  id: string;
  state: SubscriptionState;
  /** Whether the gateways act on that state yet. */
  enforcement: Enforcement;
  application: ApplicationRef;
  api: { slug: string; name: string };
  version: string;
  environment: string;
  plan: PlanSummary;
  purpose: string;
  requestedAt: string;
  requestedBy: string;
  /** Who moved it last, when and why; null: nobody since it was asked for. */
  changedAt: string | null;
  changedBy: string | null;
  reason: string;
  lastCallAt: string | null;
  /** What the reader can do to it now. */
  actions: SubscriptionAction[];
  /** On which sides the reader stands. */
  sides: Side[];
}

interface SubscriptionEvent {
  at: string;
  by: string;
  action: "request" | SubscriptionAction;
  reason: string;
}

export interface SubscriptionDetail extends SubscriptionSummary {
  delivery: AccessDelivery | null;
  /** What happened to it, the latest first; at most 100. */
  history: SubscriptionEvent[];
}

/** Whom a consequence would reach. */
export interface Reach {
  subscribers: number;
  /** Of these, those with a call in the last 24 hours. */
  calledToday: number;
  pending: number;
}
