import { handle } from "@/app/_server/handle.ts";
import { moveSubscription } from "#lib/consumers";
import { MoveSubscription, SubscriptionParams } from "#lib/consumers/schema";

export const POST = handle(
  { params: SubscriptionParams, body: MoveSubscription, status: 202 },
  ({ ctx, params, body }) => moveSubscription(ctx, params, body),
);
