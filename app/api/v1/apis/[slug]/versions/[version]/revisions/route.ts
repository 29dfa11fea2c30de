import { handle } from "@/app/_server/handle.ts";
import { listRevisions } from "#lib/publishing";
import { RevisionList, RevisionPage, VersionParams } from "#lib/publishing/schema";

export const GET = handle(
  {
    summary: "List a version's revisions",
    area: "publishing",
    params: VersionParams,
    query: RevisionList.api,
    answer: RevisionPage,
  },
  ({ ctx, params, query }) => listRevisions(ctx, params, query),
);
