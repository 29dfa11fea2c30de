import { handle } from "@/app/_server/handle.ts";
import { listIncidents } from "#lib/telemetry";
import { IncidentList } from "#lib/telemetry/schema";

export const GET = handle({ query: IncidentList.api }, ({ ctx, query }) => listIncidents(ctx, query));
