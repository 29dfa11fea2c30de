import { handle } from "@/app/_server/handle.ts";
import { instance } from "@/app/_server/instance.ts";
import { TestSent, testWebhook, WebhookParams } from "#lib/webhooks";

export const POST = handle(
  {
    summary: "Send a test event to a webhook",
    area: "notifications",
    params: WebhookParams,
    status: 202,
    answer: TestSent,
  },
  ({ ctx, params }) => testWebhook(ctx, { id: params.id, portalUrl: instance().config.portalUrl }),
);
