import { handle } from "@/app/_server/handle.ts";
import { listRequests } from "#lib/consumers";
import { SubscriptionList, SubscriptionSummary } from "#lib/consumers/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List the subscription requests that wait for the caller",
    area: "consumers",
    query: SubscriptionList.api,
    answer: pageOf(SubscriptionSummary),
  },
  ({ ctx, query }) => listRequests(ctx, query),
);
