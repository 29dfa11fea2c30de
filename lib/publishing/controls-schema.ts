import { z } from "zod";
import { INT4_MAX, isStorable, Slug, VersionName } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";
import type { Delivery } from "./delivery-schema.ts";

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

type OrderAction = GiveOrder["action"];
type OrderState = "saved" | "written" | "superseded";

export interface OrderSummary {
  id: string;
  action: OrderAction;
  target: string;
  reason: string;
  until: string | null;
  state: OrderState;
  environment: string;
  storeRevision: number | null;
  requestedAt: string;
  /** Who gave it; the portal itself where a pin ended by its time. */
  requestedBy: string;
}

/** An order on its way: saved → written (rev n) → applied k/n. */
export interface OrderDto extends OrderSummary, Delivery {}

/** What holds for a version in an environment by somebody's order. */
export interface ControlDto {
  /** For the next order. */
  etag: number;
  pin: {
    target: string;
    reason: string;
    by: string;
    at: string;
    until: string | null;
    orderId: string;
    /** False while the shared store does not have it yet. */
    isWritten: boolean;
  } | null;
  /** The latest order, also one that has ended something. */
  latest: OrderSummary | null;
}
