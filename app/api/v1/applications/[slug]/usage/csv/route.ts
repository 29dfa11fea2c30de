import { csvResponse } from "@/app/_server/csv-response.ts";
import { handle } from "@/app/_server/handle.ts";
import { ApplicationUsageQuery, exportApplicationUsage, UsageParams } from "#lib/usage";

export const GET = handle(
  {
    summary: "Export the usage of an application",
    description: "A line per step and part. What a spreadsheet would run is a text.",
    area: "consumers",
    params: UsageParams,
    query: ApplicationUsageQuery,
    file: "text/csv",
  },
  async ({ ctx, params, query }) =>
    csvResponse(await exportApplicationUsage(ctx, params.slug, query), `usage-${params.slug}-${query.range}`),
);
