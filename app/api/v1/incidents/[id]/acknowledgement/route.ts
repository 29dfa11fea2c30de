import { handle } from "@/app/_server/handle.ts";
import { acknowledgeAlert } from "#lib/telemetry";
import { IncidentParams } from "#lib/telemetry/schema";

export const POST = handle({ params: IncidentParams }, ({ ctx, params }) => acknowledgeAlert(ctx, params));
