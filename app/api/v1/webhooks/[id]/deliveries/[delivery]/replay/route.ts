import { handle } from "@/app/_server/handle.ts";
import { DeliveryParams, replayDelivery } from "#lib/webhooks";

export const POST = handle(
  { summary: "Send a delivery to a webhook again", area: "notifications", params: DeliveryParams },
  ({ ctx, params }) => replayDelivery(ctx, params),
);
