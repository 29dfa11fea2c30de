import { handle } from "@/app/_server/handle.ts";
import { pageOf } from "#lib/paging/schema";
import { Caller, CallerList, listCallers, UsageParams } from "#lib/usage";

export const GET = handle(
  {
    summary: "List who still calls a version",
    area: "consumers",
    params: UsageParams,
    query: CallerList,
    answer: pageOf(Caller),
  },
  ({ ctx, params, query }) => listCallers(ctx, params.slug, query),
);
