import { handle } from "@/app/_server/handle.ts";
import { VersionParams } from "#lib/publishing/schema";
import { listIncidents } from "#lib/telemetry";
import { IncidentList } from "#lib/telemetry/schema";

export const GET = handle({ params: VersionParams, query: IncidentList.api }, ({ ctx, params, query }) =>
  listIncidents(ctx, query, params),
);
