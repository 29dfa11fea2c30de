import { z } from "zod";
import { isStorable, Slug } from "#lib/ids/schema";
import { NOTIFICATION_KINDS } from "#lib/notifications/schema";
import { listQuery } from "#lib/paging/schema";

export const KINDS_MAX = 100;
/** Of a team, and of the organisation: an event is sent to each that wants it. */
export const WEBHOOKS_MAX = 50;
export const URL_MAX = 2_000;
/** Both signatures are sent for this long after a rotation. */
export const ROTATION_HOURS = 24;

const WebhookUrl = z
  .string()
  .trim()
  .min(1, "Write where events are sent.")
  .max(URL_MAX)
  .refine(
    (text) => isStorable(text) && URL.canParse(text),
    "Write an address like https://example.com/events.",
  );

const Kinds = z
  .array(z.enum(NOTIFICATION_KINDS))
  .min(1, "Choose at least one kind of event.")
  .max(KINDS_MAX)
  .transform((kinds) => [...new Set(kinds)].toSorted());

const Description = z.string().trim().max(200, "At most 200 characters.").refine(isStorable);

/** Without a team it is the organisation's, and hears of everything. */
export const CreateWebhook = z.strictObject({
  team: Slug.optional(),
  url: WebhookUrl,
  description: Description.default(""),
  kinds: Kinds,
});
export type CreateWebhook = z.infer<typeof CreateWebhook>;

/** Only what is given changes. */
export const WebhookChanges = z.strictObject({
  etag: z.number().int().positive(),
  url: WebhookUrl.optional(),
  description: Description.optional(),
  kinds: Kinds.optional(),
  enabled: z.boolean().optional(),
});
export type WebhookChanges = z.infer<typeof WebhookChanges>;

const Id = z.string().min(1).max(64);
export const WebhookParams = z.strictObject({ id: Id });
export const DeliveryParams = z.strictObject({ id: Id, delivery: Id });

const list = listQuery({ sort: ["createdAt"], dir: "desc" });
const noSearch = { q: true, sort: true, dir: true } as const;

/** The webhooks of a team, or the organisation's. */
export const WebhookList = {
  api: list.api.omit(noSearch).extend({ team: Slug.optional() }),
  url: list.url.omit(noSearch),
};
export type WebhookQuery = z.infer<typeof WebhookList.api>;

export const DELIVERY_STATES = ["pending", "delivered", "failed"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const DeliveryList = {
  api: list.api.omit(noSearch).extend({ state: z.enum(DELIVERY_STATES).optional() }),
  url: list.url.omit(noSearch).extend({ state: z.enum(DELIVERY_STATES).optional().catch(undefined) }),
};
export type DeliveryQuery = z.infer<typeof DeliveryList.api>;

const instant = z.iso.datetime();

export const WebhookDto = z
  .object({
    id: z.string(),
    team: z.object({ slug: z.string(), name: z.string() }).nullable().describe("Null: the organisation's."),
    url: z.string(),
    description: z.string(),
    kinds: z.array(z.string()),
    enabled: z.boolean(),
    disabledReason: z.string().nullable().describe("Why it is off."),
    failingSince: instant.nullable().describe("No delivery has succeeded since."),
    previousSecretUntil: instant
      .nullable()
      .describe("Until when the secret before the present one signs, too."),
    lastDelivery: z
      .object({ at: instant, state: z.enum(DELIVERY_STATES), status: z.number().int().nullable() })
      .nullable(),
    etag: z.number().int(),
    createdAt: instant,
  })
  .meta({ id: "Webhook" });
export type WebhookDto = z.infer<typeof WebhookDto>;

export const WebhookWithSecret = WebhookDto.extend({
  secret: z
    .string()
    .describe("For the receiver to check signatures with. It is in this answer and in no other."),
}).meta({ id: "WebhookWithSecret" });
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>;

export const DeliveryDto = z
  .object({
    id: z.string(),
    kind: z.string(),
    messageId: z.string().describe("The `webhook-id` header: equal for every attempt."),
    state: z.enum(DELIVERY_STATES),
    attempts: z.number().int().describe("Since it was last asked for."),
    createdAt: instant,
    nextAttemptAt: instant.nullable(),
    lastStatus: z.number().int().nullable(),
    lastError: z.string().nullable(),
  })
  .meta({ id: "WebhookDelivery" });
export type DeliveryDto = z.infer<typeof DeliveryDto>;

export const DeliveryDetail = DeliveryDto.extend({
  payload: z.string().describe("The body, as it was sent."),
  log: z
    .array(
      z.object({
        at: instant,
        status: z.number().int().nullable(),
        error: z.string().nullable(),
        elapsedMs: z.number().int(),
        response: z.string().describe("The beginning of the answer."),
      }),
    )
    .describe("The newest attempts, newest first."),
}).meta({ id: "WebhookDeliveryDetail" });
export type DeliveryDetail = z.infer<typeof DeliveryDetail>;

export const TestSent = z.object({ delivery: z.string() }).meta({ id: "WebhookTest" });

/** The kind of the event that is sent to try an endpoint. */
export const TEST_KIND = "webhook.test";
