import { handle } from "@/app/_server/handle.ts";
import { moveSubscription } from "#lib/consumers";
import { MoveSubscription, SubscriptionDetail, SubscriptionParams } from "#lib/consumers/schema";

export const POST = handle(
  {
    summary: "Move a subscription",
    area: "consumers",
    params: SubscriptionParams,
    body: MoveSubscription,
    status: 202,
    answer: SubscriptionDetail,
  },
  ({ ctx, params, body }) => moveSubscription(ctx, params, body),
);
