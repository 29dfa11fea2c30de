import type { Ctx, Prisma } from "#lib/db";
import { missingApprovals, moveReview, possibleReviewMoves } from "#lib/lifecycle";
import { Consequences, draftDigest, readDraft } from "#lib/publishing";
import { approvalsOf, findReview, needsOf, standingOf, type ReviewRow } from "./find-review.ts";
import type { ReviewDto } from "./schema.ts";

const COMMENT = {
  id: true,
  item: true,
  body: true,
  authorName: true,
  at: true,
  resolvedAt: true,
  resolvedByName: true,
} as const;

const REST = {
  consequences: true,
  comments: { orderBy: [{ at: "asc" }, { id: "asc" }], take: 500, select: COMMENT },
  publications: {
    orderBy: { requestedAt: "asc" },
    take: 50,
    select: { id: true, environment: { select: { slug: true } } },
  },
} as const satisfies Prisma.ReviewSelect;

type Rest = Prisma.ReviewGetPayload<{ select: typeof REST }>;

/** A review with all there is to decide on: what publishing does, what was said, and what the asker can do. */
export async function getReview(ctx: Ctx, id: string): Promise<ReviewDto> {
  const review = await findReview(ctx, id);
  const [draft, rest] = await Promise.all([
    ctx.db.$transaction((tx) => readDraft(tx, review.versionId, "look")),
    ctx.db.review.findUniqueOrThrow({ where: { id }, select: REST }),
  ]);
  const needs = needsOf(review);
  const standing = standingOf(ctx, review);
  const approving = moveReview({ ...review, needs }, "approve", standing);
  const consequences = Consequences.parse(rest.consequences);
  const seesAddresses = standing.isMaintainer || standing.isGovernance;
  return {
    ...summaryOf(review),
    verdict: consequences.contract?.verdict ?? null,
    waitsForMe: approving.ok,
    digest: review.digest,
    isCurrent: review.kind === "after" || draftDigest(draft) === review.digest,
    draftEtag: draft.draftEtag,
    neededApprovals: needs,
    missingApprovals: missingApprovals(needs, approvalsOf(review)),
    consequences: seesAddresses ? consequences : withoutAddresses(consequences),
    ...saidOf(review, rest),
    publications: rest.publications.map((one) => ({ id: one.id, environment: one.environment.slug })),
    publishOnApproval: review.publishOnApproval,
    publishError: review.publishError,
    moves: possibleReviewMoves({ ...review, needs }, standing),
    whyNotDecide: approving.ok ? "" : approving.reason,
  };
}

function summaryOf(review: ReviewRow) {
  const { id, number, kind, state, round, environments, summary, version } = review;
  return {
    id,
    number,
    kind,
    state,
    round,
    environments,
    summary,
    api: version.api.slug,
    apiName: version.api.name,
    tier: version.api.tier,
    version: version.name,
    submittedBy: review.submittedByName,
    submittedAt: review.submittedAt.toISOString(),
    publishAt: review.publishAt?.toISOString() ?? null,
    escalatedAt: review.escalatedAt?.toISOString() ?? null,
  };
}

function saidOf({ decisions }: ReviewRow, { comments }: Rest): Pick<ReviewDto, "decisions" | "comments"> {
  return {
    decisions: decisions.toReversed().map(({ id, round, userName: by, decision, note, at }) => ({
      id,
      round,
      by,
      decision,
      note,
      at: at.toISOString(),
    })),
    comments: comments.map(({ authorName, resolvedByName, at, resolvedAt, ...comment }) => ({
      ...comment,
      by: authorName,
      at: at.toISOString(),
      resolvedAt: resolvedAt?.toISOString() ?? null,
      resolvedBy: resolvedByName,
    })),
  };
}

/** Where targets are is for those who may edit, and for governance. */
function withoutAddresses({ environments, ...rest }: Consequences): Consequences {
  return {
    ...rest,
    environments: environments.map((one) => ({ ...one, routing: { ...one.routing, changes: [] } })),
  };
}
