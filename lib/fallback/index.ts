export * from "./schema.ts";
export type * from "./resolved.ts";
export { resolvePolicy } from "./defaults.ts";
export { bindPolicy, type BoundResult } from "./bind.ts";
export { validatePolicy } from "./validate.ts";
export { findUnenforced } from "./enforced.ts";
export { OUTCOMES, type AttemptEvent, type Outcome } from "./outcome.ts";
export type { AttemptStep, ServeEvent, ServeResult, SkipReason, Step, TraceEntry } from "./step.ts";
export {
  compileChain,
  type CompiledChain,
  type CompiledLocal,
  type CompiledNetwork,
  type CompiledTarget,
} from "./compile-chain.ts";
export {
  initialTargetState,
  nextChangeAt,
  nextProbeAt,
  onHealthProbe,
  onOutcome,
  stateAt,
  stateSince,
  type StateName,
  type TargetState,
} from "./target-state.ts";
export type { RequestFacts } from "./request.ts";
export type { ChainView, Decision } from "./decision.ts";
export { beginServe, nextStep } from "./decide.ts";
export { resultOf } from "./result.ts";
export { servingTarget, type Serving } from "./serving.ts";
export {
  incidentStep,
  NO_INCIDENT,
  type IncidentEvent,
  type IncidentState,
  type IncidentStep,
} from "./incident.ts";
export type { Behaviour } from "./behaviour.ts";
export { simulate, type SimulatedRequest, type Simulation, type SimulationResult } from "./simulate.ts";
