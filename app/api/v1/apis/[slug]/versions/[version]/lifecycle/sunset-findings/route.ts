import { handle } from "@/app/_server/handle.ts";
import { getSunsetFindings } from "#lib/versions";
import { AskedSunset, SunsetFindings, VersionLifeParams } from "#lib/versions/schema";

export const GET = handle(
  {
    summary: "Read what governance rules say of an end before it is announced",
    area: "governance",
    params: VersionLifeParams,
    query: AskedSunset,
    answer: SunsetFindings,
  },
  ({ ctx, params, query }) => getSunsetFindings(ctx, params, query),
);
