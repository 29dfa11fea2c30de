export * from "./schema.ts";
export type * from "./resolved.ts";
export { DEFAULTS, resolvePolicy } from "./defaults.ts";
export { bindPolicy, type BoundResult } from "./bind.ts";
export {
  flattenPolicy,
  type ChainPart,
  type FindApi,
  type FlatPolicy,
  type OtherApi,
  type PublishedApi,
} from "./flatten.ts";
export { addressesOf } from "./addresses-of.ts";

export { playedPolicy, type PlayedPolicy } from "./played-policy.ts";
export { withoutRepeats } from "./finding.ts";
export { judgeFlat } from "./judge-flat.ts";
export { namedApis } from "./named-apis.ts";
export { worstMs } from "./validate-chain.ts";
export { isAcceptable, validatePolicy } from "./validate.ts";
export { findUnenforced, isEnforced } from "./enforced.ts";
export {
  nameOf,
  OUTCOMES,
  type AttemptEvent,
  type FailedEvent,
  type FirstEvent,
  type Outcome,
  type ResponseEvent,
} from "./outcome.ts";
export { movesOn } from "./moves-on.ts";
export { readRetryAfter } from "./cooling.ts";
export {
  keepIncident,
  keepState,
  KeptVersion,
  reviveIncident,
  reviveInService,
  reviveState,
  type Since,
} from "./kept-state.ts";
export type { Sharing } from "./circuit.ts";
export { carryOver } from "./carry-over.ts";
export { shareAt } from "./failback.ts";
export { countRequest, newRetryBudget, type RetryBudget } from "./retry-budget.ts";
export type {
  AttemptStep,
  HoldStep,
  ServeEvent,
  ServeResult,
  SkipReason,
  Step,
  TraceEntry,
  WaitStep,
} from "./step.ts";
export {
  compileChain,
  type CompiledChain,
  type CompiledLocal,
  type CompiledNetwork,
  type CompiledTarget,
} from "./compile-chain.ts";
export {
  differs,
  initialTargetState,
  nextChangeAt,
  reasonAt,
  stateAt,
  stateSince,
  type StateName,
  type TargetState,
} from "./target-state.ts";
export {
  isFromBefore,
  nextProbeAt,
  onAbandoned,
  onAttempt,
  onHealthProbe,
  onOutcome,
  type AttemptResult,
  type Begun,
} from "./target-events.ts";
export type { RequestFacts } from "./request.ts";
export type { ChainView, Decision } from "./decision.ts";
export { beginServe, nextStep } from "./decide.ts";
export { isLastTry } from "./walk.ts";
export { missedClientDeadline, resultOf } from "./result.ts";
export { applyRelease, inServiceAfter, inServiceIndex, pinnedIndex, type InService } from "./controls.ts";
export { servingTarget, type Serving } from "./serving.ts";
export {
  incidentStep,
  NO_INCIDENT,
  type IncidentEvent,
  type IncidentState,
  type IncidentStep,
} from "./incident.ts";
export type { Behaviour } from "./behaviour.ts";
export {
  simulate,
  type SimulatedRequest,
  type SimulatedState,
  type Simulation,
  type SimulationResult,
} from "./simulate.ts";
export { simulateMinute, type MinuteSimulation, type SimulatedSecond } from "./simulate-minute.ts";
