import { handle } from "@/app/_server/handle.ts";
import {
  deleteWebhook,
  getWebhook,
  updateWebhook,
  WebhookChanges,
  WebhookDto,
  WebhookParams,
} from "#lib/webhooks";

const of = { area: "notifications", params: WebhookParams } as const;

export const GET = handle({ ...of, summary: "Read a webhook", answer: WebhookDto }, ({ ctx, params }) =>
  getWebhook(ctx, params.id),
);

export const PATCH = handle(
  { ...of, summary: "Change a webhook", body: WebhookChanges, answer: WebhookDto, resource: GET },
  ({ ctx, params, body }) => updateWebhook(ctx, { id: params.id, changes: body }),
);

export const DELETE = handle({ ...of, summary: "Delete a webhook", resource: GET }, ({ ctx, params }) =>
  deleteWebhook(ctx, params.id),
);
