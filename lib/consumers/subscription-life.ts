import type { SUBSCRIPTION_STATES } from "#lib/routing/schema";

/** Where a subscription is in its life. */
export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

/** In these it holds the application's place at the version; there is never more than one. */
export const LIVE_STATES = ["pending", "active", "suspended"] as const satisfies readonly SubscriptionState[];

/** What can be done to a subscription once it was asked for. */
export const SUBSCRIPTION_ACTIONS = ["approve", "reject", "suspend", "resume", "end"] as const;
export type SubscriptionAction = (typeof SUBSCRIPTION_ACTIONS)[number];

/** Who does it: the team of the API, or the team of the application. */
export type Side = "provider" | "consumer";

interface Move {
  to: SubscriptionState;
  by: readonly Side[];
}

const PROVIDER = ["provider"] as const;
const BOTH = ["provider", "consumer"] as const;

/** The whole life. What is not listed cannot happen; `rejected` and `ended` are final. */
const LIFE: Record<SubscriptionState, Partial<Record<SubscriptionAction, Move>>> = {
  pending: {
    approve: { to: "active", by: PROVIDER },
    reject: { to: "rejected", by: PROVIDER },
    end: { to: "ended", by: ["consumer"] },
  },
  active: { suspend: { to: "suspended", by: PROVIDER }, end: { to: "ended", by: BOTH } },
  suspended: { resume: { to: "active", by: PROVIDER }, end: { to: "ended", by: BOTH } },
  rejected: {},
  ended: {},
};

/** `state`: it cannot be done to a subscription in this state; `side`: not by this side. */
export type Transition =
  | { ok: true; to: SubscriptionState; side: Side }
  | { ok: false; reason: "state" | "side" };

/** What an action makes of a subscription when whoever acts stands on these sides. */
export function transition(
  from: SubscriptionState,
  action: SubscriptionAction,
  sides: readonly Side[],
): Transition {
  const move = LIFE[from][action];
  if (!move) return { ok: false, reason: "state" };
  const side = move.by.find((one) => sides.includes(one));
  return side === undefined ? { ok: false, reason: "side" } : { ok: true, to: move.to, side };
}

/** What somebody on these sides can do to a subscription now. */
export function possibleActions(from: SubscriptionState, sides: readonly Side[]): SubscriptionAction[] {
  return SUBSCRIPTION_ACTIONS.filter((action) => transition(from, action, sides).ok);
}

/** Where it starts: at work at once, or in the provider's queue. */
export function initialState(approval: "automatic" | "manual"): SubscriptionState {
  return approval === "automatic" ? "active" : "pending";
}

/** A provider takes something away, or refuses it: the other side is owed a reason. */
export function needsReason(action: SubscriptionAction, side: Side): boolean {
  return action === "reject" || action === "suspend" || (action === "end" && side === "provider");
}
