import { handle } from "@/app/_server/handle.ts";
import { VersionParams } from "#lib/publishing/schema";
import { getLive } from "#lib/telemetry";
import { Live, LiveQuery } from "#lib/telemetry/schema";

export const GET = handle(
  {
    summary: "Read who answers now",
    area: "incidents",
    params: VersionParams,
    query: LiveQuery,
    answer: Live,
  },
  ({ ctx, params, query }) => getLive(ctx, params, query),
);
