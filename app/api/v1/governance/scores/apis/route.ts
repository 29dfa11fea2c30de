import { handle } from "@/app/_server/handle.ts";
import { pageOf } from "#lib/paging";
import { ApiScore, ApiScoreList, listApiScores } from "#lib/scores";

export const GET = handle(
  {
    summary: "List the scorecards of APIs",
    area: "governance",
    query: ApiScoreList.api,
    answer: pageOf(ApiScore),
  },
  ({ ctx, query }) => listApiScores(ctx, query),
);
