import { handle } from "@/app/_server/handle.ts";
import { compareRevisions } from "#lib/publishing";
import { CompareRevisions, RevisionComparison, VersionParams } from "#lib/publishing/schema";

export const GET = handle(
  {
    summary: "Compare two revisions",
    area: "publishing",
    params: VersionParams,
    query: CompareRevisions,
    answer: RevisionComparison,
  },
  ({ ctx, params, query }) => compareRevisions(ctx, params, query),
);
