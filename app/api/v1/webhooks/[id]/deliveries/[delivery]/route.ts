import { handle } from "@/app/_server/handle.ts";
import { DeliveryDetail, DeliveryParams, getDelivery } from "#lib/webhooks";

export const GET = handle(
  {
    summary: "Read a delivery to a webhook",
    area: "notifications",
    params: DeliveryParams,
    answer: DeliveryDetail,
  },
  ({ ctx, params }) => getDelivery(ctx, params),
);
