import { handle } from "@/app/_server/handle.ts";
import { pageOf } from "#lib/paging/schema";
import { listEndings } from "#lib/versions";
import { Ending, EndingList } from "#lib/versions/schema";

export const GET = handle(
  {
    summary: "List the versions that end and wait for the caller",
    area: "catalogue",
    query: EndingList.api,
    answer: pageOf(Ending),
  },
  ({ ctx, query }) => listEndings(ctx, query),
);
