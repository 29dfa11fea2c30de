import { handle } from "@/app/_server/handle.ts";
import { listChangelog } from "#lib/publishing";
import { ChangelogEntry, ChangelogList, VersionParams } from "#lib/publishing/schema";
import { pageOf } from "#lib/paging/schema";

export const GET = handle(
  {
    summary: "List what a version's revisions changed for consumers",
    area: "publishing",
    params: VersionParams,
    query: ChangelogList.api,
    answer: pageOf(ChangelogEntry),
  },
  ({ ctx, params, query }) => listChangelog(ctx, params, query),
);
