import { csvResponse } from "@/app/_server/csv-response.ts";
import { handle } from "@/app/_server/handle.ts";
import { ApiScoreFilter, exportApiScores } from "#lib/scores";

export const GET = handle(
  {
    summary: "Export the scorecards of APIs",
    description: "A line per API. What a spreadsheet would run is a text.",
    area: "governance",
    query: ApiScoreFilter,
    file: "text/csv",
  },
  async ({ ctx, query }) => csvResponse(await exportApiScores(ctx, query), "scorecards"),
);
