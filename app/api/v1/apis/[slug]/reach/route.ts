import { handle } from "@/app/_server/handle.ts";
import { ApiParams } from "#lib/catalogue/schema";
import { readReach } from "#lib/consumers";
import { Reach, ReachQuery } from "#lib/consumers/schema";

export const GET = handle(
  {
    summary: "Read whom a change of an API reaches",
    area: "consumers",
    params: ApiParams,
    query: ReachQuery,
    answer: Reach,
  },
  ({ ctx, params, query }) => readReach(ctx, { ...params, ...query }),
);
