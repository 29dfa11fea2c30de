import { handle } from "@/app/_server/handle.ts";
import { getAlertSettings, updateAlertSettings } from "#lib/telemetry";
import { AlertSettings, UpdateAlertSettings } from "#lib/telemetry/schema";

export const GET = handle(
  { summary: "Read the alert settings", area: "platform", answer: AlertSettings },
  ({ ctx }) => getAlertSettings(ctx),
);

export const PUT = handle(
  {
    summary: "Change the alert settings",
    area: "platform",
    body: UpdateAlertSettings,
    answer: AlertSettings,
    resource: GET,
  },
  ({ ctx, body }) => updateAlertSettings(ctx, body),
);
