import { handle } from "@/app/_server/handle.ts";
import { ApiParams } from "#lib/catalogue/schema";
import { listSubscribers } from "#lib/consumers";
import { SubscriptionList, SubscriptionSummary } from "#lib/consumers/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List an API's subscribers",
    area: "consumers",
    params: ApiParams,
    query: SubscriptionList.api,
    answer: pageOf(SubscriptionSummary),
  },
  ({ ctx, params, query }) => listSubscribers(ctx, params, query),
);
