import { handle } from "@/app/_server/handle.ts";
import { ApiParams } from "#lib/catalogue/schema";
import { listSubscribers } from "#lib/consumers";
import { SubscriptionList } from "#lib/consumers/schema";

export const GET = handle({ params: ApiParams, query: SubscriptionList.api }, ({ ctx, params, query }) =>
  listSubscribers(ctx, params, query),
);
