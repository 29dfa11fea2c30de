import { handle } from "@/app/_server/handle.ts";
import { ApiParams } from "#lib/catalogue/schema";
import { readReach } from "#lib/consumers";
import { ReachQuery } from "#lib/consumers/schema";

export const GET = handle({ params: ApiParams, query: ReachQuery }, ({ ctx, params, query }) =>
  readReach(ctx, { ...params, ...query }),
);
