import type { Ctx } from "#lib/db";
import { missingApprovals, moveReview, possibleReviewMoves } from "#lib/lifecycle";
import { Consequences, draftDigest, readDraft } from "#lib/publishing";
import { approvalsOf, findReview, needsOf, standingOf } from "./find-review.ts";
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

/** A review with all there is to decide on: what publishing does, what was said, and what the asker can do. */
export async function getReview(ctx: Ctx, id: string): Promise<ReviewDto> {
  const review = await findReview(ctx, id);
  const { version, decisions } = review;
  const [draft, rest] = await Promise.all([
    ctx.db.$transaction((tx) => readDraft(tx, review.versionId, "look")),
    ctx.db.review.findUniqueOrThrow({
      where: { id },
      select: {
        consequences: true,
        comments: { orderBy: [{ at: "asc" }, { id: "asc" }], take: 500, select: COMMENT },
        publications: {
          orderBy: { requestedAt: "asc" },
          take: 50,
          select: { id: true, environment: { select: { slug: true } } },
        },
      },
    }),
  ]);
  const needs = needsOf(review);
  const standing = standingOf(ctx, review);
  const moves = possibleReviewMoves({ ...review, needs }, standing);
  const approving = moveReview({ ...review, needs }, "approve", standing);
  const consequences = Consequences.parse(rest.consequences);
  const seesAddresses = standing.isMaintainer || standing.isGovernance;
  return {
    id,
    number: review.number,
    kind: review.kind,
    state: review.state,
    round: review.round,
    api: version.api.slug,
    apiName: version.api.name,
    tier: version.api.tier,
    version: version.name,
    environments: review.environments,
    summary: review.summary,
    verdict: consequences.contract?.verdict ?? null,
    submittedBy: review.submittedByName,
    submittedAt: review.submittedAt.toISOString(),
    publishAt: review.publishAt?.toISOString() ?? null,
    escalatedAt: review.escalatedAt?.toISOString() ?? null,
    waitsForMe: approving.ok,
    digest: review.digest,
    isCurrent: review.kind === "after" || draftDigest(draft) === review.digest,
    neededApprovals: needs,
    missingApprovals: missingApprovals(needs, approvalsOf(review)),
    consequences: seesAddresses ? consequences : withoutAddresses(consequences),
    decisions: decisions.map(({ id: decisionId, round, userName: by, decision, note, at }) => ({
      id: decisionId,
      round,
      by,
      decision,
      note,
      at: at.toISOString(),
    })),
    comments: rest.comments.map(({ authorName, resolvedByName, at, resolvedAt, ...comment }) => ({
      ...comment,
      by: authorName,
      at: at.toISOString(),
      resolvedAt: resolvedAt?.toISOString() ?? null,
      resolvedBy: resolvedByName,
    })),
    publications: rest.publications.map(({ id: publicationId, environment }) => ({
      id: publicationId,
      environment: environment.slug,
    })),
    publishOnApproval: review.publishOnApproval,
    publishError: review.publishError,
    moves,
    whyNotDecide: approving.ok ? "" : approving.reason,
    draftEtag: draft.draftEtag,
  };
}

/** Where targets are is for those who may edit, and for governance. */
function withoutAddresses({ environments, ...rest }: Consequences): Consequences {
  return {
    ...rest,
    environments: environments.map((one) => ({ ...one, routing: { ...one.routing, changes: [] } })),
  };
}
