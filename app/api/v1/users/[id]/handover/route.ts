import { handle } from "@/app/_server/handle.ts";
import { Handover, HandoverQuery, readHandover, UserParams } from "#lib/identity";

export const GET = handle(
  {
    summary: "Read what somebody would leave behind",
    area: "people",
    params: UserParams,
    query: HandoverQuery,
    answer: Handover,
  },
  ({ ctx, params, query }) => readHandover(ctx, params.id, query),
);
