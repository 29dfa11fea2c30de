import { authorise } from "#lib/access";
import { change, type Ctx } from "#lib/db";
import { notify } from "#lib/notifications";
import { readAll } from "#lib/paging";
import { reviewFacts } from "#lib/publishing";
import { holdReview, needsOf, REVIEW, type ReviewRow } from "./find-review.ts";

const AT_ONCE = 200;
const HOUR_MS = 3_600_000;
/** Where no rule says when. */
const DEFAULT_HOURS = 48;

/** Tells governance and administrators, once per submission, of reviews that nobody decides. */
export async function escalateReviews(ctx: Ctx): Promise<{ escalated: number }> {
  authorise(ctx.actor, "review.escalate");
  let escalated = 0;
  for await (const review of readAll<ReviewRow>(AT_ONCE, (after) => readWaiting(ctx, after))) {
    if (dueAt(review) > ctx.now.getTime()) continue;
    await escalate(ctx, review);
    escalated += 1;
  }
  return { escalated };
}

function readWaiting({ db, now }: Ctx, after: ReviewRow | undefined): Promise<ReviewRow[]> {
  return db.review.findMany({
    where: {
      state: "open",
      escalatedAt: null,
      submittedAt: { lte: new Date(now.getTime() - HOUR_MS) },
      ...(after ? { id: { gt: after.id } } : {}),
    },
    orderBy: { id: "asc" },
    take: AT_ONCE,
    select: REVIEW,
  });
}

async function escalate(ctx: Ctx, found: ReviewRow): Promise<void> {
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

function dueAt(review: ReviewRow): number {
  const hours = needsOf(review).map(({ escalateAfterHours }) => escalateAfterHours);
  return review.submittedAt.getTime() + Math.min(DEFAULT_HOURS, ...hours) * HOUR_MS;
}
