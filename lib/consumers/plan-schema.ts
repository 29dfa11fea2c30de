import { z } from "zod";
import { INT4_MAX, isStorable, Slug, VersionName } from "#lib/ids/schema";
import { AccessDelivery } from "./delivery-schema.ts";

/** So many requests in so long, and how many at once when none came for a while. */
const PlanRate = z
  .strictObject({
    requests: z.int("A whole number.").min(1, "At least 1.").max(1_000_000, "At most 1 000 000."),
    per: z.enum(["second", "minute"]),
    /** Absent: as many as `requests`. */
    burst: z.int("A whole number.").min(1, "At least 1.").max(1_000_000, "At most 1 000 000.").optional(),
  })
  .nullable();
export type PlanRate = z.infer<typeof PlanRate>;

const PlanQuota = z
  .strictObject({
    requests: z.int("A whole number.").min(1, "At least 1.").max(INT4_MAX, "At most 2 147 483 647."),
    per: z.enum(["day", "month"]),
  })
  .nullable();
export type PlanQuota = z.infer<typeof PlanQuota>;

const fields = {
  name: z.string().trim().min(1, "Write a name.").max(60, "At most 60 characters."),
  description: z.string().trim().max(300, "At most 300 characters."),
  rate: PlanRate,
  quota: PlanQuota,
  approval: z.enum(["automatic", "manual"]),
};

/** `rate`, `quota`: null is no limit. */
export const CreatePlan = z.strictObject({
  ...fields,
  description: fields.description.default(""),
  rate: PlanRate.default(null),
  quota: PlanQuota.default(null),
});
export type CreatePlan = z.infer<typeof CreatePlan>;

/** Only what is given changes. `etag`: of the plan it was decided on. */
export const UpdatePlan = z.strictObject({
  etag: z.int().min(1).max(INT4_MAX),
  name: fields.name.optional(),
  description: fields.description.optional(),
  rate: PlanRate.optional(),
  quota: PlanQuota.optional(),
  approval: fields.approval.optional(),
  offered: z.boolean().optional(),
});
export type UpdatePlan = z.infer<typeof UpdatePlan>;

export const PlanParams = z.strictObject({
  slug: Slug,
  version: VersionName,
  id: z.string().max(64).refine(isStorable),
});
export type PlanParams = z.infer<typeof PlanParams>;

export const PlanSummary = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  rate: PlanRate,
  quota: PlanQuota,
  approval: fields.approval,
  offered: z.boolean().describe("False: who has it keeps it, nobody else gets it."),
});
export type PlanSummary = z.infer<typeof PlanSummary>;

export const PlanDto = PlanSummary.extend({
  etag: z.int(),
  subscribers: z
    .int()
    .nullable()
    .describe("Active, suspended and pending ones; null where that is not the reader's business."),
}).meta({ id: "Plan" });
export type PlanDto = z.infer<typeof PlanDto>;

/** A plan, and how far its latest change has come at the gateways, per environment in which somebody has it. */
export const PlanDetail = PlanDto.extend({
  deliveries: z.array(AccessDelivery.extend({ environment: z.string() })),
}).meta({ id: "PlanDetail" });
export type PlanDetail = z.infer<typeof PlanDetail>;

/** The plans of a version; at most 50 can be made. */
export const PlanList = z
  .object({ items: z.array(PlanDto), mayChange: z.boolean() })
  .meta({ id: "PlanList" });
export type PlanList = z.infer<typeof PlanList>;
