import { handle } from "@/app/_server/handle.ts";
import { compareText } from "#lib/publishing";
import { CompareStates, TextComparison, VersionParams } from "#lib/publishing/schema";

export const GET = handle(
  {
    summary: "Compare two states of a version or two versions line by line",
    area: "publishing",
    params: VersionParams,
    query: CompareStates,
    answer: TextComparison,
  },
  ({ ctx, params, query }) => compareText(ctx, params, query),
);
