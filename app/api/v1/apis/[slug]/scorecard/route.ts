import { handle } from "@/app/_server/handle.ts";
import { ApiScorecard, getApiScorecard, ScorecardParams } from "#lib/scores";

export const GET = handle(
  {
    summary: "Read the scorecard of an API",
    area: "governance",
    params: ScorecardParams,
    answer: ApiScorecard,
  },
  ({ ctx, params }) => getApiScorecard(ctx, params),
);
