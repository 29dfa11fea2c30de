import { handle } from "@/app/_server/handle.ts";
import { pageOf } from "#lib/paging/schema";
import { DeliveryDto, DeliveryList, listDeliveries, WebhookParams } from "#lib/webhooks";

export const GET = handle(
  {
    summary: "List what was sent to a webhook",
    area: "notifications",
    params: WebhookParams,
    query: DeliveryList.api,
    answer: pageOf(DeliveryDto),
  },
  ({ ctx, params, query }) => listDeliveries(ctx, { id: params.id, query }),
);
