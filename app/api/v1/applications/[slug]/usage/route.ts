import { handle } from "@/app/_server/handle.ts";
import { ApplicationUsageQuery, getApplicationUsage, UsageParams, UsageReport } from "#lib/usage";

export const GET = handle(
  {
    summary: "Read the usage of an application",
    area: "consumers",
    params: UsageParams,
    query: ApplicationUsageQuery,
    answer: UsageReport,
  },
  ({ ctx, params, query }) => getApplicationUsage(ctx, params.slug, query),
);
