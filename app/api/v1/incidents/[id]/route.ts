import { handle } from "@/app/_server/handle.ts";
import { getIncident } from "#lib/telemetry";
import { IncidentParams } from "#lib/telemetry/schema";

export const GET = handle({ params: IncidentParams }, ({ ctx, params }) => getIncident(ctx, params));
