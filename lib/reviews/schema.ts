import { z } from "zod";
import { isStorable, Slug, VersionName } from "#lib/ids/schema";
import { REVIEW_KINDS, REVIEW_MOVES, REVIEW_STATES } from "#lib/lifecycle/schema";
import { listQuery } from "#lib/paging/schema";
import { Consequences } from "#lib/publishing/schema";

export const ReviewedVersion = z.strictObject({ slug: Slug, version: VersionName });
export type ReviewedVersion = z.infer<typeof ReviewedVersion>;

export const ReviewParams = z.strictObject({ id: z.string().min(1).max(64) });
export const CommentParams = ReviewParams.extend({ comment: z.string().min(1).max(64) });

const At = z.iso.datetime({ offset: true, error: "A date and time such as 2027-03-01T00:00:00Z." });
const Text = z
  .string()
  .trim()
  .max(2_000, "At most 2,000 characters.")
  .refine(isStorable, "Write plain text.");

/** Asks that the draft, as it was looked at, may be published. */
export const SubmitReview = z.strictObject({
  environments: z
    .array(Slug)
    .min(1, "Choose an environment.")
    .max(20)
    .refine((all) => new Set(all).size === all.length, "Name each environment once."),
  summary: Text.min(1, "Say what changes, and why."),
  draftEtag: z.int().min(1),
  /** `on_approval`: at once; `by_hand`: when somebody does; else at that time, if it is approved by then. */
  publish: z.union([z.enum(["by_hand", "on_approval"]), At]).default("by_hand"),
});
export type SubmitReview = z.infer<typeof SubmitReview>;

export const REVIEW_VERDICTS = ["approve", "request_changes", "reject"] as const;

/** `round`: the submission that was looked at; a later one is refused as stale. */
export const DecideReview = z
  .strictObject({
    decision: z.enum(REVIEW_VERDICTS),
    round: z.int().min(1),
    note: Text.default(""),
    /** With an approval, instead of what was asked for at the submission. */
    publish: z.union([z.enum(["by_hand", "on_approval"]), At]).optional(),
  })
  .refine(({ decision, note }) => decision === "approve" || note !== "", {
    path: ["note"],
    error: "Say what has to change, or why not.",
  });
export type DecideReview = z.infer<typeof DecideReview>;

/** When an approved review is published. */
export const ScheduleReview = z.strictObject({ publish: z.union([z.enum(["by_hand", "now"]), At]) });
export type ScheduleReview = z.infer<typeof ScheduleReview>;

export const CommentReview = z.strictObject({
  /** What it is about, as the page names it; "" for the whole. */
  item: z.string().max(400).refine(isStorable, "Name an item of the review.").default(""),
  body: Text.min(1, "Write something."),
});
export type CommentReview = z.infer<typeof CommentReview>;
export const ResolveComment = z.strictObject({ resolved: z.boolean() });
export type ResolveComment = z.infer<typeof ResolveComment>;

const reviewQuery = listQuery({ sort: ["submittedAt"], dir: "desc" });
const state = z.enum(["unfinished", ...REVIEW_STATES]);
/** `waiting`: `me` for those that this person can decide now. `q` searches the APIs' names. */
export const ReviewList = {
  api: reviewQuery.api.extend({
    state: state.optional(),
    api: Slug.optional(),
    kind: z.enum(REVIEW_KINDS).optional(),
    waiting: z.literal("me").optional(),
  }),
  url: reviewQuery.url.extend({
    state: state.optional().catch(undefined),
    api: Slug.optional().catch(undefined),
    kind: z.enum(REVIEW_KINDS).optional().catch(undefined),
    waiting: z.literal("me").optional().catch(undefined),
  }),
};
export type ReviewQuery = z.infer<typeof ReviewList.api>;

const Timestamp = z.iso.datetime();

/** An approval that a rule asks for. */
export const NeededApprovalDto = z
  .object({
    ruleId: z.string(),
    rule: z.string(),
    environment: z.string(),
    approvals: z.int(),
    by: z.enum(["governance", "team", "either"]),
    escalateAfterHours: z.int(),
  })
  .meta({ id: "NeededApproval" });

export const ReviewSummary = z
  .object({
    id: z.string(),
    number: z.int().describe("Of the version's reviews."),
    kind: z.enum(REVIEW_KINDS).describe("`after`: of what was published without the approvals it needs."),
    state: z.enum(REVIEW_STATES),
    round: z.int(),
    api: z.string(),
    apiName: z.string(),
    tier: z.int(),
    version: z.string(),
    environments: z.array(z.string()),
    summary: z.string(),
    verdict: z
      .enum(["breaking", "risky", "safe"])
      .nullable()
      .describe("Of the contract; null: nothing to compare with."),
    submittedBy: z.string(),
    submittedAt: Timestamp,
    publishAt: Timestamp.nullable(),
    escalatedAt: Timestamp.nullable(),
    comments: z.int(),
    waitsForMe: z.boolean(),
  })
  .meta({ id: "ReviewSummary" });
export type ReviewSummary = z.infer<typeof ReviewSummary>;

export const ReviewDto = z
  .object({
    ...ReviewSummary.shape,
    digest: z.string(),
    isCurrent: z
      .boolean()
      .describe("Whether the draft still is what was submitted; an edit voids approvals."),
    neededApprovals: z.array(NeededApprovalDto),
    missingApprovals: z.array(NeededApprovalDto),
    consequences: Consequences,
    decisions: z.array(
      z.object({
        id: z.string(),
        round: z.int(),
        by: z.string(),
        decision: z.enum(REVIEW_VERDICTS),
        note: z.string(),
        at: Timestamp,
      }),
    ),
    comments: z.array(
      z.object({
        id: z.string(),
        item: z.string(),
        body: z.string(),
        by: z.string(),
        at: Timestamp,
        resolvedAt: Timestamp.nullable(),
        resolvedBy: z.string().nullable(),
      }),
    ),
    publications: z.array(z.object({ id: z.string(), environment: z.string() })),
    publishOnApproval: z.boolean(),
    publishError: z.string(),
    moves: z.array(z.enum(REVIEW_MOVES)).describe("What the asker can do now."),
    whyNotDecide: z.string().describe('Why the asker cannot approve it; "" when they can.'),
    draftEtag: z.int().describe("Of the draft now."),
  })
  .meta({ id: "Review" });
export type ReviewDto = z.infer<typeof ReviewDto>;

/** What a version needs before its draft may be published, per environment. */
export const VersionApproval = z
  .object({
    environments: z.array(
      z.object({
        environment: z.string(),
        isAllowed: z.boolean().describe("Nothing is missing: the present draft may be published there."),
        needs: z.array(NeededApprovalDto),
      }),
    ),
    review: z
      .object({
        id: z.string(),
        number: z.int(),
        state: z.enum(REVIEW_STATES),
        digest: z.string(),
        isCurrent: z.boolean(),
      })
      .nullable()
      .describe("The one that is not finished."),
    unreviewed: z
      .array(
        z.object({
          id: z.string(),
          environment: z.string(),
          by: z.string(),
          reason: z.string(),
          at: Timestamp,
        }),
      )
      .describe("Publications without an approval that nobody has judged yet."),
    mayBreakGlass: z.boolean(),
    maySubmit: z.boolean(),
  })
  .meta({ id: "VersionApproval" });
export type VersionApproval = z.infer<typeof VersionApproval>;
