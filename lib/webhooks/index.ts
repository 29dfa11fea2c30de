export * from "./schema.ts";
export { createWebhook, deleteWebhook, rotateWebhookSecret, updateWebhook } from "./change-webhooks.ts";
export { getDelivery, getWebhook, listDeliveries, listWebhooks } from "./read-webhooks.ts";
export { enqueueWebhooks, replayDelivery, testWebhook, WEBHOOK_TASK } from "./enqueue-webhooks.ts";
export { trimDeliveries } from "./trim-deliveries.ts";
export { sendWebhook } from "./send-webhook.ts";
