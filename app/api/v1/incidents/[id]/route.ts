import { handle } from "@/app/_server/handle.ts";
import { getIncident } from "#lib/telemetry";
import { IncidentDetail, IncidentParams } from "#lib/telemetry/schema";

export const GET = handle(
  { summary: "Read an incident", area: "incidents", params: IncidentParams, answer: IncidentDetail },
  ({ ctx, params }) => getIncident(ctx, params),
);
