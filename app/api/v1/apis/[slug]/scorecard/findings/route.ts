import { handle } from "@/app/_server/handle.ts";
import { pageOf } from "#lib/paging/schema";
import { listStandingFindings, ScorecardParams, StandingFindingDto, StandingFindingList } from "#lib/scores";

export const GET = handle(
  {
    summary: "List what is live of an API and breaks rules",
    area: "governance",
    params: ScorecardParams,
    query: StandingFindingList.api,
    answer: pageOf(StandingFindingDto),
  },
  ({ ctx, params, query }) => listStandingFindings(ctx, params, query),
);
