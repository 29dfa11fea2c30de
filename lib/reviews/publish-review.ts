import { authorise } from "#lib/access";
import { change, type Ctx, type PublicationRoad } from "#lib/db";
import { AppError } from "#lib/errors";
import { moveReview } from "#lib/lifecycle";
import { notify } from "#lib/notifications";
import { Consequences, draftDigest, publish, readDraft, reviewFacts } from "#lib/publishing";
import { findReview, holdReview, needsOf, standingOf } from "./find-review.ts";
import { getReview } from "./get-review.ts";
import type { ReviewDto, ScheduleReview } from "./schema.ts";
import { publishing } from "./submit-review.ts";

const AT_ONCE = 100;

/** Says when an approved review is published: now, at a time, or when somebody does. Throws `conflict` when it is not approved. */
export async function scheduleReview(
  ctx: Ctx,
  id: string,
  { publish: when }: ScheduleReview,
): Promise<ReviewDto> {
  const found = await findReview(ctx, id, "review.schedule");
  const deed = { action: "review.schedule", kind: "review", id, teamId: found.version.api.teamId } as const;
  await change(ctx, deed, async (tx) => {
    const review = await holdReview(tx, found);
    const moved = moveReview({ ...review, needs: needsOf(review) }, "publish", standingOf(ctx, review));
    if (!moved.ok) throw new AppError(moved.code, moved.reason);
    const publishAt = when === "now" ? ctx.now : publishing(when, ctx.now).publishAt;
    await tx.review.update({
      where: { id },
      data: { publishAt, publishAskedById: ctx.actor.id, publishOnApproval: false, publishError: "" },
      select: { id: true },
    });
    return { result: undefined, after: { publishAt: publishAt?.toISOString() ?? null } };
  });
  if (when === "now") await publishReview(ctx, id, "draft");
  return getReview(ctx, id);
}

/** Publishes what is approved and due. Doing it again changes nothing: a review is published once, and a failure waits for people. */
export async function publishDueReviews(ctx: Ctx): Promise<{ published: number; failed: number }> {
  authorise(ctx.actor, "review.fail");
  const due = await ctx.db.review.findMany({
    where: { state: "approved", publishAt: { lte: ctx.now } },
    orderBy: [{ publishAt: "asc" }, { id: "asc" }],
    take: AT_ONCE,
    select: { id: true, publishOnApproval: true },
  });
  const counts = { published: 0, failed: 0 };
  for (const { id, publishOnApproval } of due) {
    const isPublished = await publishReview(ctx, id, publishOnApproval ? "approval" : "schedule");
    counts[isPublished ? "published" : "failed"] += 1;
  }
  return counts;
}

/**
 * Publishes an approved review wherever it was meant for, through the same gates as everything else. What stands in its way is
 * kept at the review, and its people are told. `road`: what had it published. By hand (`draft`) the actor publishes it; else the
 * product does, for whoever chose when. Returns whether it is published.
 */
export async function publishReview(by: Ctx, id: string, road: PublicationRoad): Promise<boolean> {
  const { within: _within, ...own } = by;
  const ctx = road === "draft" ? own : forReview(by);
  const review = await findReview(ctx, id);
  const { version, digest, environments, summary } = review;
  const asked = road === "draft" ? {} : { askedById: review.publishAskedById ?? review.submittedById };
  const at = { slug: version.api.slug, version: version.name };
  try {
    const draft = await ctx.db.$transaction((tx) => readDraft(tx, review.versionId, "look"));
    if (draftDigest(draft) !== digest)
      throw new AppError("stale", "The draft was changed after it was approved. Submit it again.");
    for (const environment of environments) {
      if (await isPublished(ctx, id, environment)) continue;
      const note = summary.slice(0, 500);
      const replaces = await readReplaces(ctx, id, environment);
      const input = { action: "publish", environment, note, draftEtag: draft.draftEtag, replaces } as const;
      await publish(ctx, at, { ...input, ...asked, road });
    }
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "unavailable") throw error;
    await noteFailure(forReview(by), id, error);
    return false;
  }
}

/** The product does it, for whoever asked; a retried request is recognised by the decision, not by this. */
function forReview({ within: _within, ...ctx }: Ctx): Ctx {
  return { ...ctx, actor: { kind: "system", id: "reviews", name: "Reviews" } };
}

async function isPublished(ctx: Ctx, reviewId: string, slug: string): Promise<boolean> {
  return (await ctx.db.publication.count({ where: { reviewId, environment: { slug } } })) > 0;
}

/** The revision that reviewers saw it replace: what went live in between they did not judge. */
async function readReplaces(ctx: Ctx, id: string, environment: string): Promise<number | null> {
  const row = await ctx.db.review.findUniqueOrThrow({ where: { id }, select: { consequences: true } });
  const seen = Consequences.parse(row.consequences).environments;
  return seen.find((one) => one.environment === environment)?.replaces ?? null;
}

async function noteFailure(ctx: Ctx, id: string, error: AppError): Promise<void> {
  const found = await findReview(ctx, id);
  const why = [error.message, ...(error.issues ?? []).map(({ message }) => message)]
    .join(" ")
    .slice(0, 1_900);
  await change(ctx, { action: "review.fail", kind: "review", id }, async (tx) => {
    const review = await holdReview(tx, found);
    const data = { publishError: why, publishAt: null };
    await tx.review.updateMany({ where: { id, state: "approved" }, data });
    const key = `${id}:${review.round}:${ctx.now.toISOString()}`;
    const facts = reviewFacts(review, ctx.actor, why);
    await notify(tx, { kind: "review.schedule_failed", key, facts, now: ctx.now });
    return { result: undefined, after: { problem: why } };
  });
}
