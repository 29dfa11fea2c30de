import { csvResponse } from "@/app/_server/csv-response.ts";
import { handle } from "@/app/_server/handle.ts";
import { ApiUsageQuery, exportApiUsage, UsageParams } from "#lib/usage";

export const GET = handle(
  {
    summary: "Export the usage of an API",
    description: "A line per step and part. What a spreadsheet would run is a text.",
    area: "consumers",
    params: UsageParams,
    query: ApiUsageQuery,
    file: "text/csv",
  },
  async ({ ctx, params, query }) =>
    csvResponse(await exportApiUsage(ctx, params.slug, query), `usage-${params.slug}-${query.range}`),
);
