import { z } from "zod";
import { isStorable, Slug } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";
import { AccessDelivery, Enforcement } from "./delivery-schema.ts";

/** While both keys of a rotation are good: long enough to roll out the new one. */
export const OVERLAP_DEFAULT_HOURS = 24;
export const OVERLAP_MAX_HOURS = 30 * 24;
export const KEY_LIFE_MAX_DAYS = 3650;

const KeyName = z.string().trim().min(1, "Write a name.").max(80, "At most 80 characters.");
const ExpiresInDays = z
  .int("A whole number of days.")
  .min(1, "At least 1 day.")
  .max(KEY_LIFE_MAX_DAYS, "At most 10 years.");

export const CreateKey = z.strictObject({
  environment: Slug,
  name: KeyName,
  /** Absent: it does not expire by itself. */
  expiresInDays: ExpiresInDays.optional(),
});
export type CreateKey = z.infer<typeof CreateKey>;

/** A new key takes the place of an old one, which stays good for `overlapHours`; 0 ends it at once. */
export const RotateKey = z.strictObject({
  overlapHours: z
    .int("A whole number of hours.")
    .min(0)
    .max(OVERLAP_MAX_HOURS, "At most 30 days.")
    .default(OVERLAP_DEFAULT_HOURS),
  expiresInDays: ExpiresInDays.optional(),
});
export type RotateKey = z.infer<typeof RotateKey>;

export const KeyParams = z.strictObject({ slug: Slug, id: z.string().max(64).refine(isStorable) });
export type KeyParams = z.infer<typeof KeyParams>;

const keyQuery = listQuery({ sort: ["createdAt", "name", "lastUsedAt", "expiresAt"], dir: "desc" });
/** `usable`: only those that are good now. */
export const KeyList = {
  api: keyQuery.api.extend({ environment: Slug.optional(), usable: z.stringbool().default(false) }),
};
export type KeyQuery = z.infer<typeof KeyList.api>;

export const KeyState = z.enum(["active", "expiring", "expired", "revoked"]);
export type KeyState = z.infer<typeof KeyState>;

export const KeySummary = z
  .object({
    id: z.string(),
    name: z.string(),
    environment: z.string(),
    hint: z.string().describe("Its beginning, to know it again by."),
    state: KeyState,
    enforcement: Enforcement,
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
    revokedBy: z.string().nullable(),
    replacedBy: z.string().nullable().describe("The id of the key that takes its place."),
  })
  .meta({ id: "KeySummary" });
export type KeySummary = z.infer<typeof KeySummary>;

export const KeyDetail = KeySummary.extend({ delivery: AccessDelivery.nullable() }).meta({ id: "Key" });
export type KeyDetail = z.infer<typeof KeyDetail>;

export const NewKey = z
  .object({ key: KeyDetail, secret: z.string().describe("Shown this once, and kept nowhere.") })
  .meta({ id: "NewKey" });
export type NewKey = z.infer<typeof NewKey>;
