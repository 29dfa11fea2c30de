import { handle } from "@/app/_server/handle.ts";
import { getSubscription } from "#lib/consumers";
import { SubscriptionDetail, SubscriptionParams } from "#lib/consumers/schema";

export const GET = handle(
  {
    summary: "Read a subscription",
    area: "consumers",
    params: SubscriptionParams,
    answer: SubscriptionDetail,
  },
  ({ ctx, params }) => getSubscription(ctx, params),
);
