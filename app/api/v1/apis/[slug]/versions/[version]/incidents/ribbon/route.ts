import { handle } from "@/app/_server/handle.ts";
import { VersionParams } from "#lib/publishing/schema";
import { getRibbon } from "#lib/telemetry";
import { Ribbon, RibbonQuery } from "#lib/telemetry/schema";

export const GET = handle(
  {
    summary: "Read who answered over time",
    area: "incidents",
    params: VersionParams,
    query: RibbonQuery,
    answer: Ribbon,
  },
  ({ ctx, params, query }) => getRibbon(ctx, params, query),
);
