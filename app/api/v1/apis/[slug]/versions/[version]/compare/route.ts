import { handle } from "@/app/_server/handle.ts";
import { compareStates } from "#lib/publishing";
import { CompareStates, StateComparison, VersionParams } from "#lib/publishing/schema";

export const GET = handle(
  {
    summary: "Compare two states of a version or two versions",
    area: "publishing",
    params: VersionParams,
    query: CompareStates,
    answer: StateComparison,
  },
  ({ ctx, params, query }) => compareStates(ctx, params, query),
);
