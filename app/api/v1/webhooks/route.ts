import { handle } from "@/app/_server/handle.ts";
import { instance } from "@/app/_server/instance.ts";
import { pageOf } from "#lib/paging/schema";
import {
  CreateWebhook,
  createWebhook,
  listWebhooks,
  WebhookDto,
  WebhookList,
  WebhookWithSecret,
} from "#lib/webhooks";

export const GET = handle(
  { summary: "List webhooks", area: "notifications", query: WebhookList.api, answer: pageOf(WebhookDto) },
  ({ ctx, query }) => listWebhooks(ctx, query),
);

export const POST = handle(
  {
    summary: "Create a webhook",
    area: "notifications",
    body: CreateWebhook,
    status: 201,
    answer: WebhookWithSecret,
  },
  ({ ctx, body }) => createWebhook(ctx, body, { sealingKey: instance().sealingKey }),
);
