import { handle } from "@/app/_server/handle.ts";
import { acknowledgeRescueAlert } from "#lib/telemetry";
import { RescueAlertDto, RescueAlertParams } from "#lib/telemetry/schema";

export const POST = handle(
  {
    summary: "Acknowledge that a primary answers nothing",
    area: "incidents",
    params: RescueAlertParams,
    answer: RescueAlertDto,
  },
  ({ ctx, params }) => acknowledgeRescueAlert(ctx, params),
);
