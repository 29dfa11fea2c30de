/** Where a review is: asked for, sent back, agreed to, or at one of its ends. */
export const REVIEW_STATES = [
  "open",
  "changes_requested",
  "approved",
  "published",
  "rejected",
  "withdrawn",
] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

/** `before`: of a draft that is to be published. `after`: of what an administrator has published without one. */
export const REVIEW_KINDS = ["before", "after"] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];

export const REVIEW_MOVES = [
  "resubmit",
  "comment",
  "request_changes",
  "approve",
  "reject",
  "withdraw",
  "publish",
] as const;
export type ReviewMove = (typeof REVIEW_MOVES)[number];

/** What somebody is to a review. */
export interface ReviewStanding {
  /** May read what belongs to the API's team. */
  isInsider: boolean;
  /** May publish the API's versions. */
  isMaintainer: boolean;
  /** Of governance; administrators count. */
  isGovernance: boolean;
  /** One of `authorsOf`: nobody decides on their own work. */
  isAuthor: boolean;
}

/** Whose approval counts. */
export type ApprovalBy = "governance" | "team" | "either";

/** So many approvals are needed by a rule before an environment may serve it. */
export interface ApprovalNeed {
  ruleId: string;
  environment: string;
  approvals: number;
  by: ApprovalBy;
}

/** Somebody's approval, and as what it was given. */
export interface Approval {
  userId: string;
  isGovernance: boolean;
  isMaintainer: boolean;
}

interface Step {
  from: readonly ReviewState[];
  to: ReviewState | "same";
  by: "insider" | "maintainer" | "reviewer";
}

/** A review in one of these can still lead to a publication. */
export const UNFINISHED_REVIEW_STATES = ["open", "changes_requested", "approved"] as const;

/** The life of a review as data: what leads from where to where, and who may do it. */
const STEPS: Record<ReviewKind, Partial<Record<ReviewMove, Step>>> = {
  before: {
    resubmit: { from: UNFINISHED_REVIEW_STATES, to: "open", by: "maintainer" },
    comment: { from: UNFINISHED_REVIEW_STATES, to: "same", by: "insider" },
    request_changes: { from: ["open", "approved"], to: "changes_requested", by: "reviewer" },
    approve: { from: ["open"], to: "approved", by: "reviewer" },
    reject: { from: UNFINISHED_REVIEW_STATES, to: "rejected", by: "reviewer" },
    withdraw: { from: UNFINISHED_REVIEW_STATES, to: "withdrawn", by: "maintainer" },
    publish: { from: ["approved"], to: "published", by: "maintainer" },
  },
  after: {
    comment: { from: ["open"], to: "same", by: "insider" },
    approve: { from: ["open"], to: "approved", by: "reviewer" },
    reject: { from: ["open"], to: "rejected", by: "reviewer" },
  },
};

export type ReviewTransition =
  | { ok: true; to: ReviewState }
  | { ok: false; code: "forbidden" | "conflict"; reason: string };

interface Reviewed {
  kind: ReviewKind;
  state: ReviewState;
  needs: readonly ApprovalNeed[];
}

/** What a move makes of a review. An approval leads to `approved` here: whether it is the last one needed, `isApproved` says. */
export function moveReview(review: Reviewed, move: ReviewMove, standing: ReviewStanding): ReviewTransition {
  const step = STEPS[review.kind][move];
  const refusal = refusedBy(step?.by ?? "insider", standing, review.needs);
  if (refusal) return { ok: false, code: "forbidden", reason: refusal };
  if (!step)
    return {
      ok: false,
      code: "conflict",
      reason: "It is published already; it can only be approved or rejected.",
    };
  if (!step.from.includes(review.state))
    return { ok: false, code: "conflict", reason: WHY_NOT[review.state] };
  return { ok: true, to: step.to === "same" ? review.state : step.to };
}

/** What somebody can do with a review now. */
export function possibleReviewMoves(review: Reviewed, standing: ReviewStanding): ReviewMove[] {
  return REVIEW_MOVES.filter((move) => moveReview(review, move, standing).ok);
}

/** Whether the approvals are all that is needed. Each need counts for itself; a person counts once. */
export function isApproved(needs: readonly ApprovalNeed[], approvals: readonly Approval[]): boolean {
  return missingApprovals(needs, approvals).length === 0;
}

/** What is still needed, with how many approvals of each. */
export function missingApprovals<Need extends ApprovalNeed>(
  needs: readonly Need[],
  approvals: readonly Approval[],
): Need[] {
  return needs.flatMap((need) => {
    const who = new Set(approvals.filter((one) => counts(need.by, one)).map(({ userId }) => userId));
    const missing = need.approvals - who.size;
    return missing > 0 ? [{ ...need, approvals: missing }] : [];
  });
}

const WHY_NOT: Record<ReviewState, string> = {
  open: "It waits for a decision.",
  changes_requested: "Changes were asked for: submit the draft again first.",
  approved: "It is approved already.",
  published: "It is published already.",
  rejected: "It was rejected. Submit the draft for a new review.",
  withdrawn: "It was withdrawn. Submit the draft for a new review.",
};

function refusedBy(
  by: Step["by"],
  standing: ReviewStanding,
  needs: readonly ApprovalNeed[],
): string | undefined {
  const { isInsider, isMaintainer, isAuthor } = standing;
  if (by === "insider")
    return isInsider ? undefined : "Only the API's team and governance take part in a review.";
  if (by === "maintainer") return isMaintainer ? undefined : "Only the API's maintainers can do this.";
  if (!(needs.length === 0 ? counts("either", standing) : needs.some((need) => counts(need.by, standing))))
    return "Your approval is not one of those that are needed.";
  return isAuthor ? "Nobody decides on their own work: somebody else has to." : undefined;
}

function counts(
  by: ApprovalBy,
  { isGovernance, isMaintainer }: Pick<ReviewStanding, "isGovernance" | "isMaintainer">,
): boolean {
  if (by === "governance") return isGovernance;
  return by === "team" ? isMaintainer : isGovernance || isMaintainer;
}
