import { handle } from "@/app/_server/handle.ts";
import { pageOf } from "#lib/paging";
import { listTeamScores, TeamScore, TeamScoreList } from "#lib/scores";

export const GET = handle(
  {
    summary: "List the scorecards of teams",
    area: "governance",
    query: TeamScoreList.api,
    answer: pageOf(TeamScore),
  },
  ({ ctx, query }) => listTeamScores(ctx, query),
);
