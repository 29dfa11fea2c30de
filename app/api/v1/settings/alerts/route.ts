import { handle } from "@/app/_server/handle.ts";
import { getAlertSettings, updateAlertSettings } from "#lib/telemetry";
import { UpdateAlertSettings } from "#lib/telemetry/schema";

export const GET = handle({}, ({ ctx }) => getAlertSettings(ctx));

export const PUT = handle({ body: UpdateAlertSettings }, ({ ctx, body }) => updateAlertSettings(ctx, body));
