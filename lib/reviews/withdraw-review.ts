import { change, type Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { moveReview } from "#lib/lifecycle";
import { findReview, holdReview, needsOf, standingOf } from "./find-review.ts";
import { getReview } from "./get-review.ts";
import type { ReviewDto } from "./schema.ts";

/** Takes a review back. Throws `conflict` when it has come to its end. */
export async function withdrawReview(ctx: Ctx, id: string): Promise<ReviewDto> {
  const found = await findReview(ctx, id, "review.withdraw");
  const deed = { action: "review.withdraw", kind: "review", id, teamId: found.version.api.teamId } as const;
  await change(ctx, deed, async (tx) => {
    const review = await holdReview(tx, found);
    const moved = moveReview({ ...review, needs: needsOf(review) }, "withdraw", standingOf(ctx, review));
    if (!moved.ok) throw new AppError(moved.code, moved.reason);
    await tx.review.update({
      where: { id },
      data: { state: moved.to, decidedAt: ctx.now, publishAt: null },
      select: { id: true },
    });
    return { result: undefined, before: { state: review.state }, after: { state: moved.to } };
  });
  return getReview(ctx, id);
}
