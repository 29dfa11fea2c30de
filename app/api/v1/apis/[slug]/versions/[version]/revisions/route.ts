import { handle } from "@/app/_server/handle.ts";
import { listRevisions } from "#lib/publishing";
import { RevisionList, VersionParams } from "#lib/publishing/schema";

export const GET = handle({ params: VersionParams, query: RevisionList.api }, ({ ctx, params, query }) =>
  listRevisions(ctx, params, query),
);
