import { handle } from "@/app/_server/handle.ts";
import { instance } from "@/app/_server/instance.ts";
import { rotateWebhookSecret, WebhookParams, WebhookWithSecret } from "#lib/webhooks";

export const POST = handle(
  {
    summary: "Rotate a webhook's secret",
    description: "The secret before signs, too, for 24 hours.",
    area: "notifications",
    params: WebhookParams,
    answer: WebhookWithSecret,
  },
  ({ ctx, params }) => rotateWebhookSecret(ctx, params.id, { sealingKey: instance().sealingKey }),
);
