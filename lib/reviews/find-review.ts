import { authorise, may, type Action } from "#lib/access";
import type { Ctx, Prisma, Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import type { NeededApproval } from "#lib/governance";
import type { ReviewStanding } from "#lib/lifecycle";

const API = {
  id: true,
  slug: true,
  name: true,
  tier: true,
  teamId: true,
  visibility: true,
  grantedTeamIds: true,
} as const;

export const REVIEW = {
  id: true,
  versionId: true,
  number: true,
  kind: true,
  state: true,
  round: true,
  environments: true,
  digest: true,
  draftEtag: true,
  summary: true,
  neededApprovals: true,
  submittedById: true,
  submittedByName: true,
  submittedAt: true,
  authorIds: true,
  publishOnApproval: true,
  publishAt: true,
  publishAskedById: true,
  publishError: true,
  escalatedAt: true,
  version: { select: { name: true, api: { select: API } } },
  // The newest first: what the present submission lacks is told from them.
  decisions: {
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: 200,
    select: {
      id: true,
      round: true,
      userId: true,
      userName: true,
      decision: true,
      digest: true,
      isGovernance: true,
      isMaintainer: true,
      note: true,
      at: true,
    },
  },
} as const satisfies Prisma.ReviewSelect;

export type ReviewRow = Prisma.ReviewGetPayload<{ select: typeof REVIEW }>;

/** A review, if the actor may see it (else `not_found`) and may do `action` to its API (else `forbidden`). */
export async function findReview(ctx: Ctx, id: string, action: Action = "review.read"): Promise<ReviewRow> {
  const row = await ctx.db.review.findUnique({ where: { id }, select: REVIEW });
  if (!row || !may(ctx.actor, "review.read", row.version.api))
    throw new AppError("not_found", "There is no such review that you can see.");
  authorise(ctx.actor, action, row.version.api);
  return row;
}

/** The same, with its version held against everybody else who would edit, publish, or decide. */
export async function holdReview(tx: Tx, { id, versionId }: ReviewRow): Promise<ReviewRow> {
  await tx.$queryRaw`SELECT "id" FROM "Version" WHERE "id" = ${versionId} FOR UPDATE`;
  const row = await tx.review.findUnique({ where: { id }, select: REVIEW });
  if (!row) throw new AppError("not_found", "This review is gone.");
  return row;
}

/** What the actor is to a review. */
export function standingOf({ actor }: Ctx, review: ReviewRow): ReviewStanding {
  const { api } = review.version;
  return {
    isInsider: may(actor, "review.read", api),
    isMaintainer: may(actor, "review.submit", api),
    isGovernance: actor.kind === "user" && actor.role !== "member",
    isAuthor: review.authorIds.includes(actor.id),
  };
}

/** The approvals of the present submission. */
export function approvalsOf({ decisions, round }: ReviewRow): ReviewRow["decisions"] {
  return decisions.filter((one) => one.round === round && one.decision === "approve");
}

/** Cast: only this room and break-glass of lib/publishing write the column, as `NeededApproval[]`. */
export function needsOf({ neededApprovals }: Pick<ReviewRow, "neededApprovals">): NeededApproval[] {
  return neededApprovals as unknown as NeededApproval[];
}
