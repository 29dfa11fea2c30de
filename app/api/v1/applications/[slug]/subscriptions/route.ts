import { handle } from "@/app/_server/handle.ts";
import { listApplicationSubscriptions, subscribe } from "#lib/consumers";
import {
  ApplicationParams,
  Subscribe,
  SubscriptionDetail,
  SubscriptionList,
  SubscriptionSummary,
} from "#lib/consumers/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List an application's subscriptions",
    area: "consumers",
    params: ApplicationParams,
    query: SubscriptionList.api,
    answer: pageOf(SubscriptionSummary),
  },
  ({ ctx, params, query }) => listApplicationSubscriptions(ctx, params, query),
);

export const POST = handle(
  {
    summary: "Subscribe an application",
    area: "consumers",
    params: ApplicationParams,
    body: Subscribe,
    status: 201,
    answer: SubscriptionDetail,
  },
  ({ ctx, params, body }) => subscribe(ctx, params, body),
);
