import { handle } from "@/app/_server/handle.ts";
import { listDependents } from "#lib/publishing";
import { DependentDto, DependentList, VersionParams } from "#lib/publishing/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List the versions that use a version as a fallback",
    area: "publishing",
    params: VersionParams,
    query: DependentList.api,
    answer: pageOf(DependentDto),
  },
  ({ ctx, params, query }) => listDependents(ctx, params, query),
);
