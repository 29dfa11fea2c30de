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
export { noticeDue, type NoticeDays } from "./sunset-plan.ts";
