import { z } from "zod";
import { INT4_MAX, isStorable, Slug, VersionName } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";
import { Delivery } from "./delivery-schema.ts";

const Reason = z
  .string()
  .trim()
  .min(1, "Say why: whoever looks at the incident reads it.")
  .max(300, "At most 300 characters.");
const TargetName = z.string().min(1, "Choose a target.").max(167);

/** An order names the state it was decided on (0: none was ever given); when that has changed, it is refused as stale. */
const Given = { environment: Slug, etag: z.int().min(0).max(INT4_MAX), reason: Reason };

/** All traffic of a version goes to one target, whatever its state, until it is released or `until` has come. */
export const PinTarget = z.strictObject({
  action: z.literal("pin"),
  ...Given,
  target: TargetName,
  until: z.iso.datetime({ error: "Not a time." }).optional(),
});
export type PinTarget = z.infer<typeof PinTarget>;

/** States decide again who answers. */
export const ReleasePin = z.strictObject({ action: z.literal("release_pin"), ...Given });
export type ReleasePin = z.infer<typeof ReleasePin>;

/** A recovered target gets its traffic back: its hold-down ends, and under sticky failback it is put in service. */
export const FailBack = z.strictObject({ action: z.literal("fail_back"), ...Given, target: TargetName });
export type FailBack = z.infer<typeof FailBack>;

/** What is asked of `…/orders`. */
export const GiveOrder = z.discriminatedUnion("action", [PinTarget, ReleasePin, FailBack]);
export type GiveOrder = z.infer<typeof GiveOrder>;

export const OrderParams = z.strictObject({
  slug: Slug,
  version: VersionName,
  id: z.string().max(64).refine(isStorable),
});
export type OrderParams = z.infer<typeof OrderParams>;

const orderQuery = listQuery({ sort: ["requestedAt"], dir: "desc" });
export const OrderList = { api: orderQuery.api.extend({ environment: Slug.optional() }) };
export type OrderQuery = z.infer<typeof OrderList.api>;

const OrderAction = z.enum(["pin", "release_pin", "fail_back"]);
const OrderState = z.enum(["saved", "written", "superseded"]);

export const OrderSummary = z
  .object({
    id: z.string(),
    action: OrderAction,
    target: z.string(),
    reason: z.string(),
    until: z.iso.datetime().nullable(),
    state: OrderState,
    environment: z.string(),
    storeRevision: z.int().nullable(),
    requestedAt: z.iso.datetime(),
    requestedBy: z.string().describe("Who gave it; the portal itself where a pin ended by its time."),
  })
  .meta({ id: "OrderSummary" });
export type OrderSummary = z.infer<typeof OrderSummary>;

/** An order on its way: saved → written (rev n) → applied k/n. */
export const OrderDto = z
  .object({
    ...OrderSummary.shape,
    ...Delivery.shape,
  })
  .meta({ id: "Order" });
export type OrderDto = z.infer<typeof OrderDto>;

/** What holds for a version in an environment by somebody's order. */
export const ControlDto = z
  .object({
    etag: z.int().describe("For the next order."),
    pin: z
      .object({
        target: z.string(),
        reason: z.string(),
        by: z.string(),
        at: z.iso.datetime(),
        until: z.iso.datetime().nullable(),
        orderId: z.string(),
        isWritten: z.boolean().describe("False while the shared store does not have it yet."),
      })
      .nullable(),
    latest: OrderSummary.nullable().describe("The latest order, also one that has ended something."),
  })
  .meta({ id: "Control" });
export type ControlDto = z.infer<typeof ControlDto>;
