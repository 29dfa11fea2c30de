import { handle } from "@/app/_server/handle.ts";
import { ApiUsageQuery, getApiUsage, UsageParams, UsageReport } from "#lib/usage";

export const GET = handle(
  {
    summary: "Read the usage of an API",
    area: "consumers",
    params: UsageParams,
    query: ApiUsageQuery,
    answer: UsageReport,
  },
  ({ ctx, params, query }) => getApiUsage(ctx, params.slug, query),
);
