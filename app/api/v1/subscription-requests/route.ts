import { handle } from "@/app/_server/handle.ts";
import { listRequests } from "#lib/consumers";
import { SubscriptionList } from "#lib/consumers/schema";

export const GET = handle({ query: SubscriptionList.api }, ({ ctx, query }) => listRequests(ctx, query));
