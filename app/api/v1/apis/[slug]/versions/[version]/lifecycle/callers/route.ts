import { handle } from "@/app/_server/handle.ts";
import { pageOf } from "#lib/paging/schema";
import { listVersionCallers } from "#lib/versions";
import { CallerList, VersionCaller, VersionLifeParams } from "#lib/versions/schema";

export const GET = handle(
  {
    summary: "List who calls a version and what they know of its end",
    area: "consumers",
    params: VersionLifeParams,
    query: CallerList.api,
    answer: pageOf(VersionCaller),
  },
  ({ ctx, params, query }) => listVersionCallers(ctx, params, query),
);
