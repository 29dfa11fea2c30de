import { z } from "zod";
import { isStorable, Slug, VersionName } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";
import { SUBSCRIPTION_STATES } from "#lib/routing/schema";
import { ApplicationRef } from "./application-schema.ts";
import { AccessDelivery, Enforcement } from "./delivery-schema.ts";
import { PlanSummary } from "./plan-schema.ts";
import { SUBSCRIPTION_ACTIONS } from "./subscription-life.ts";

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

export const SubscriptionSummary = z
  .object({
    id: z.string(),
    state: z.enum(SUBSCRIPTION_STATES),
    enforcement: Enforcement,
    application: ApplicationRef,
    api: z.object({ slug: z.string(), name: z.string() }),
    version: z.string(),
    environment: z.string(),
    plan: PlanSummary,
    purpose: z.string(),
    requestedAt: z.iso.datetime(),
    requestedBy: z.string(),
    changedAt: z.iso.datetime().nullable().describe("When somebody last moved it; null: nobody has."),
    changedBy: z.string().nullable(),
    reason: z.string(),
    lastCallAt: z.iso.datetime().nullable(),
    actions: z.array(z.enum(SUBSCRIPTION_ACTIONS)).describe("What the reader can do to it now."),
    sides: z.array(z.enum(["provider", "consumer"])).describe("On which sides the reader stands."),
  })
  .meta({ id: "SubscriptionSummary" });
export type SubscriptionSummary = z.infer<typeof SubscriptionSummary>;

export const SubscriptionDetail = SubscriptionSummary.extend({
  delivery: AccessDelivery.nullable(),
  history: z
    .array(
      z.object({
        at: z.iso.datetime(),
        by: z.string(),
        action: z.enum(["request", ...SUBSCRIPTION_ACTIONS]),
        reason: z.string(),
      }),
    )
    .describe("What happened to it, the latest first; at most 100."),
  earlierSteps: z.int().describe("What happened before that, as the audit has it."),
}).meta({ id: "Subscription" });
export type SubscriptionDetail = z.infer<typeof SubscriptionDetail>;

/** Whom a consequence would reach. */
export const Reach = z
  .object({
    subscribers: z.int(),
    calledToday: z.int().describe("Of these, those with a call in the last 24 hours."),
    pending: z.int(),
  })
  .meta({ id: "Reach" });
export type Reach = z.infer<typeof Reach>;
