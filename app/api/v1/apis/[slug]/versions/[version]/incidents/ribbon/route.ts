import { handle } from "@/app/_server/handle.ts";
import { VersionParams } from "#lib/publishing/schema";
import { getRibbon } from "#lib/telemetry";
import { RibbonQuery } from "#lib/telemetry/schema";

export const GET = handle({ params: VersionParams, query: RibbonQuery }, ({ ctx, params, query }) =>
  getRibbon(ctx, params, query),
);
