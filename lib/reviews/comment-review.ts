import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { newId } from "#lib/ids";
import { moveReview } from "#lib/lifecycle";
import { findReview, needsOf, standingOf } from "./find-review.ts";
import { getReview } from "./get-review.ts";
import type { CommentReview, ResolveComment, ReviewDto } from "./schema.ts";

const COMMENTS_MAX = 500;

/** Says something of a review, or of one item in it. Throws `conflict` once the review has ended. */
export async function commentReview(ctx: Ctx, id: string, input: CommentReview): Promise<ReviewDto> {
  const review = await findReview(ctx, id, "review.comment");
  const moved = moveReview({ ...review, needs: needsOf(review) }, "comment", standingOf(ctx, review));
  if (!moved.ok) throw new AppError(moved.code, moved.reason);
  const deed = { action: "review.comment", kind: "review", id, teamId: review.version.api.teamId } as const;
  await change(ctx, deed, async (tx) => {
    if ((await tx.reviewComment.count({ where: { reviewId: id } })) >= COMMENTS_MAX)
      throw new AppError("conflict", `A review holds at most ${COMMENTS_MAX} comments.`);
    const data = { id: newId("com"), reviewId: id, ...input, at: ctx.now };
    const author = { authorId: ctx.actor.id, authorName: ctx.actor.name };
    await tx.reviewComment.create({ data: { ...data, ...author }, select: { id: true } });
    return { result: undefined, after: { comment: data.id, ...input } };
  });
  return getReview(ctx, id);
}

/** Says that what a comment asks for is done, or that it is not. */
export async function resolveComment(
  ctx: Ctx,
  { id, comment }: { id: string; comment: string },
  { resolved }: ResolveComment,
): Promise<ReviewDto> {
  const review = await findReview(ctx, id, "review.resolve");
  const deed = { action: "review.resolve", kind: "review", id, teamId: review.version.api.teamId } as const;
  await change(ctx, deed, async (tx) => {
    const { count } = await tx.reviewComment.updateMany({
      where: { id: comment, reviewId: id },
      data: { resolvedAt: resolved ? ctx.now : null, resolvedByName: resolved ? ctx.actor.name : null },
    });
    if (count === 0) throw new AppError("not_found", "This comment is gone.");
    return { result: undefined, after: { comment, resolved } };
  });
  return getReview(ctx, id);
}
