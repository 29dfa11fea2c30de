import type { SubscriptionQuery } from "#lib/consumers/schema";

/** The first page of an application's subscriptions, the latest first. */
export const ALL_SUBSCRIPTIONS: SubscriptionQuery = {
  page: 1,
  size: 20,
  sort: "requestedAt",
  dir: "desc",
  q: "",
  live: false,
};
