import { change, type Ctx, type ReviewState, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { isApproved, moveReview, type ReviewStanding } from "#lib/lifecycle";
import { notify } from "#lib/notifications";
import { draftDigest, readDraft, reviewFacts } from "#lib/publishing";
import { findReview, holdReview, needsOf, standingOf, type ReviewRow } from "./find-review.ts";
import { getReview } from "./get-review.ts";
import { publishReview } from "./publish-review.ts";
import type { DecideReview, ReviewDto } from "./schema.ts";
import { publishing } from "./submit-review.ts";

const TOLD = {
  approve: "review.approved",
  request_changes: "review.changes_requested",
  reject: "review.rejected",
} as const;

/**
 * Approves, asks for changes, or rejects. An approval is of exactly the content that was submitted: throws `stale` when a later
 * submission or an edited draft is there; `forbidden` to whom it is not for, its author above all; `conflict` when it has been
 * decided. The last approval that is needed publishes it, where that was asked for.
 */
export async function decideReview(ctx: Ctx, id: string, input: DecideReview): Promise<ReviewDto> {
  const found = await findReview(ctx, id);
  const action = `review.${input.decision}` as const;
  const deed = { action, kind: "review", id, teamId: found.version.api.teamId } as const;
  const isPublished = await change(ctx, deed, async (tx) => {
    const review = await holdReview(tx, found);
    const standing = standingOf(ctx, review);
    const moved = moveReview({ ...review, needs: needsOf(review) }, input.decision, standing);
    if (!moved.ok) throw new AppError(moved.code, moved.reason);
    await refuseChanged(tx, review, input);
    await record(tx, ctx, { review, input, standing });
    const state = await reached(tx, review, moved.to);
    const data = outcome(ctx, { review, input, state });
    await tx.review.update({ where: { id }, data, select: { id: true } });
    if (state !== "open") await tell(tx, ctx, { review, input });
    return {
      result:
        state === "approved" &&
        data.publishAt !== undefined &&
        data.publishAt !== null &&
        data.publishAt <= ctx.now,
      before: { state: review.state, round: review.round },
      after: { state, decision: input.decision, note: input.note, digest: review.digest },
    };
  });
  if (isPublished) await publishReview(ctx, id, "approval");
  return getReview(ctx, id);
}

async function refuseChanged(tx: Tx, review: ReviewRow, { round, decision }: DecideReview): Promise<void> {
  if (review.round !== round)
    throw new AppError(
      "stale",
      "The draft was submitted again meanwhile. Look at the new submission, then decide.",
      {
        details: { round: review.round },
      },
    );
  if (review.kind === "after" || decision !== "approve") return;
  if (draftDigest(await readDraft(tx, review.versionId, "lock")) !== review.digest)
    throw new AppError(
      "stale",
      "The draft was changed after it was submitted. Its team has to submit it again.",
    );
}

interface Deciding {
  review: ReviewRow;
  input: DecideReview;
  standing: ReviewStanding;
}

/** One word per person and submission: the last one counts. */
async function record(tx: Tx, { actor, now }: Ctx, { review, input, standing }: Deciding): Promise<void> {
  const { isGovernance, isMaintainer } = standing;
  const { decision, note, round } = input;
  const said = { decision, note, at: now, digest: review.digest, isGovernance, isMaintainer };
  const reviewId_round_userId = { reviewId: review.id, round, userId: actor.id };
  await tx.reviewDecision.upsert({
    where: { reviewId_round_userId },
    create: { id: newId("dec"), ...reviewId_round_userId, userName: actor.name, ...said },
    update: said,
    select: { id: true },
  });
}

/** An approval leads to `approved` when it is the last one needed. */
async function reached(tx: Tx, review: ReviewRow, to: ReviewState): Promise<ReviewState> {
  if (to !== "approved") return to;
  const { id: reviewId, round } = review;
  const decisions = await tx.reviewDecision.findMany({
    where: { reviewId, round, decision: "approve" },
    take: 200,
    select: { userId: true, isGovernance: true, isMaintainer: true },
  });
  return isApproved(needsOf(review), decisions) ? "approved" : "open";
}

interface Decided {
  review: ReviewRow;
  input: DecideReview;
  state: ReviewState;
}

type When = Pick<ReviewRow, "publishOnApproval" | "publishAt">;

/** Whether the reviewer left it at what was asked for. */
function isSame(asked: When, review: When): boolean {
  return (
    asked.publishOnApproval === review.publishOnApproval &&
    asked.publishAt?.getTime() === review.publishAt?.getTime()
  );
}

function outcome({ actor, now }: Ctx, { review, input, state }: Decided) {
  if (state === "open") return { state };
  if (state !== "approved") return { state, decidedAt: now, publishAt: null };
  const asked = input.publish === undefined ? review : publishing(input.publish, now);
  const { publishOnApproval } = asked;
  const publishAt = review.kind === "after" ? null : publishOnApproval ? now : asked.publishAt;
  const publishAskedById = isSame(asked, review) ? review.publishAskedById : actor.id;
  return { state, decidedAt: now, publishError: "", publishOnApproval, publishAt, publishAskedById };
}

async function tell(tx: Tx, { actor, now }: Ctx, { review, input }: Omit<Decided, "state">): Promise<void> {
  const facts = reviewFacts(review, actor, input.note);
  const key = `${review.id}:${review.round}`;
  await notify(tx, { kind: TOLD[input.decision], key, facts, now, by: actor });
}
