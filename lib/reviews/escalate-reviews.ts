import { authorise } from "#lib/access";
import { change, type Ctx } from "#lib/db";
import { notify } from "#lib/notifications";
import { reviewFacts } from "#lib/publishing";
import { holdReview, needsOf, REVIEW, type ReviewRow } from "./find-review.ts";

const AT_ONCE = 200;
const HOUR_MS = 3_600_000;
/** Where no rule says when. */
const DEFAULT_HOURS = 48;

/** Tells governance and administrators, once per submission, of reviews that nobody decides. */
export async function escalateReviews(ctx: Ctx): Promise<{ escalated: number }> {
  authorise(ctx.actor, "review.escalate");
  const waiting = await ctx.db.review.findMany({
    where: { state: "open", escalatedAt: null, submittedAt: { lte: new Date(ctx.now.getTime() - HOUR_MS) } },
    orderBy: [{ submittedAt: "asc" }, { id: "asc" }],
    take: AT_ONCE,
    select: REVIEW,
  });
  const late = waiting.filter((review) => dueAt(review) <= ctx.now.getTime());
  for (const found of late) {
    await change(ctx, { action: "review.escalate", kind: "review", id: found.id }, async (tx) => {
      const review = await holdReview(tx, found);
      if (review.state === "open" && review.escalatedAt === null && review.round === found.round) {
        await tx.review.update({
          where: { id: review.id },
          data: { escalatedAt: ctx.now },
          select: { id: true },
        });
        const hours = Math.floor((ctx.now.getTime() - review.submittedAt.getTime()) / HOUR_MS);
        const facts = reviewFacts(
          review,
          { name: review.submittedByName },
          `It has waited for ${hours} hours.`,
        );
        await notify(tx, {
          kind: "review.escalated",
          key: `${review.id}:${review.round}`,
          facts,
          now: ctx.now,
        });
      }
      return { result: undefined, after: { round: found.round } };
    });
  }
  return { escalated: late.length };
}

function dueAt(review: ReviewRow): number {
  const hours = needsOf(review).map(({ escalateAfterHours }) => escalateAfterHours);
  return review.submittedAt.getTime() + Math.min(DEFAULT_HOURS, ...hours) * HOUR_MS;
}
