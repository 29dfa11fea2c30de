import { handle } from "@/app/_server/handle.ts";
import { listApplicationSubscriptions, subscribe } from "#lib/consumers";
import { ApplicationParams, Subscribe, SubscriptionList } from "#lib/consumers/schema";

export const GET = handle(
  { params: ApplicationParams, query: SubscriptionList.api },
  ({ ctx, params, query }) => listApplicationSubscriptions(ctx, params, query),
);

export const POST = handle(
  { params: ApplicationParams, body: Subscribe, status: 201 },
  ({ ctx, params, body }) => subscribe(ctx, params, body),
);
