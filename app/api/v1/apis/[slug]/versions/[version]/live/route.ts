import { handle } from "@/app/_server/handle.ts";
import { VersionParams } from "#lib/publishing/schema";
import { getLive } from "#lib/telemetry";
import { LiveQuery } from "#lib/telemetry/schema";

export const GET = handle({ params: VersionParams, query: LiveQuery }, ({ ctx, params, query }) =>
  getLive(ctx, params, query),
);
