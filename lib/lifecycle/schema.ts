export { BROWNOUT_NOTICE_HOURS, brownoutFault, brownoutInWords } from "./brownouts.ts";
export { obstaclesToDeletion, type DeletionFacts, type Referring } from "./deletion-obstacles.ts";
export { authorsOf, type LastEdit } from "./authors.ts";
export {
  LIFECYCLE_ACTIONS,
  possibleActions,
  STAGES,
  transition,
  type LifecycleAction,
  type LifecycleState,
  type LifecycleTransition,
  type Stage,
} from "./life.ts";
export { obstaclesToRetirement, RECENT_DAYS, type Obstacle, type RetirementFacts } from "./obstacles.ts";
export {
  isApproved,
  missingApprovals,
  moveReview,
  possibleReviewMoves,
  REVIEW_KINDS,
  REVIEW_MOVES,
  REVIEW_STATES,
  UNFINISHED_REVIEW_STATES,
  type Approval,
  type ApprovalBy,
  type ApprovalNeed,
  type ReviewKind,
  type ReviewMove,
  type ReviewStanding,
  type ReviewState,
} from "./review-life.ts";
export { noticeDue, type NoticeDays } from "./sunset-plan.ts";
