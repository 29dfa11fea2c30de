import { z } from "zod";
import { INT4_MAX, Slug } from "#lib/ids/schema";

const Note = z.string().trim().max(500, "At most 500 characters.").default("");

const RevisionNumber = z.int().min(1).max(INT4_MAX);
const Replaced = RevisionNumber.nullable().describe(
  "The revision that is live there as it was looked at, null for none: when it is another one, that is refused as stale.",
);

/** Publishing names the draft it was decided on: a draft that changed meanwhile is refused as stale. */
export const PublishVersion = z.strictObject({
  action: z.literal("publish"),
  environment: Slug,
  note: Note,
  draftEtag: z.int().min(1),
  replaces: Replaced.optional(),
  breakGlass: z
    .strictObject({
      reason: z.string().trim().min(10, "Say why this cannot wait for a review.").max(2_000),
    })
    .optional()
    .describe(
      "By an administrator, in an emergency: without the approvals, which a review afterwards makes up for.",
    ),
});
export type PublishVersion = z.infer<typeof PublishVersion>;

/** Back to what an earlier revision held, as a new revision. */
export const RollBackVersion = z.strictObject({
  action: z.literal("roll_back"),
  environment: Slug,
  revision: RevisionNumber.describe("The one whose content is to come back."),
  replaces: Replaced,
  note: z.string().trim().max(400, "At most 400 characters.").default(""),
});
export type RollBackVersion = z.infer<typeof RollBackVersion>;

/** A revision as it is, to one more environment. */
export const PromoteVersion = z.strictObject({
  action: z.literal("promote"),
  environment: Slug,
  revision: RevisionNumber,
  replaces: Replaced,
});
export type PromoteVersion = z.infer<typeof PromoteVersion>;

/** `force`: also while it is in the fallback chain of others, which then keep what they serve and cannot be published. */
export const UnpublishVersion = z.strictObject({
  action: z.literal("unpublish"),
  environment: Slug,
  force: z.boolean().optional(),
});
export type UnpublishVersion = z.infer<typeof UnpublishVersion>;

/** What is asked of `…/publications`. */
export const RequestPublication = z.discriminatedUnion("action", [
  PublishVersion,
  RollBackVersion,
  PromoteVersion,
  UnpublishVersion,
]);
export type RequestPublication = z.infer<typeof RequestPublication>;

/** `revision`: of that one instead of the draft, promoted as it is or rolled back to, which makes a new revision of it. */
export const PreviewVersion = z.strictObject({
  environment: Slug,
  revision: RevisionNumber.optional(),
  action: z
    .enum(["promote", "roll_back"])
    .optional()
    .describe("What is to be done with `revision`; `promote` unless told."),
});
export type PreviewVersion = z.infer<typeof PreviewVersion>;
