import { handle } from "@/app/_server/handle.ts";
import { getSubscription } from "#lib/consumers";
import { SubscriptionParams } from "#lib/consumers/schema";

export const GET = handle({ params: SubscriptionParams }, ({ ctx, params }) => getSubscription(ctx, params));
