import { handle } from "@/app/_server/handle.ts";
import { listRevisions } from "#lib/publishing";
import { RevisionList, RevisionSummary, VersionParams } from "#lib/publishing/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List a version's revisions",
    area: "publishing",
    params: VersionParams,
    query: RevisionList.api,
    answer: pageOf(RevisionSummary),
  },
  ({ ctx, params, query }) => listRevisions(ctx, params, query),
);
