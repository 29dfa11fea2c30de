import { handle } from "@/app/_server/handle.ts";
import { acknowledgeAlert } from "#lib/telemetry";
import { IncidentDto, IncidentParams } from "#lib/telemetry/schema";

export const POST = handle(
  { summary: "Acknowledge an alert", area: "incidents", params: IncidentParams, answer: IncidentDto },
  ({ ctx, params }) => acknowledgeAlert(ctx, params),
);
