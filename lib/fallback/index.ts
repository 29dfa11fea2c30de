export * from "./schema.ts";
export type * from "./resolved.ts";
export { resolvePolicy } from "./defaults.ts";
export { bindPolicy } from "./bind.ts";
export { validatePolicy } from "./validate.ts";
export { findUnenforced } from "./enforced.ts";
export { OUTCOMES, nameOf, type AttemptEvent, type Outcome } from "./outcome.ts";
export type { AttemptStep, ServeEvent, SkipReason, Step, TraceEntry } from "./step.ts";
export { compileChain, type CompiledChain, type CompiledLocal, type CompiledNetwork, type CompiledTarget } from "./compile-chain.ts";
export {
  initialTargetState,
  nextChangeAt,
  nextProbeAt,
  onHealthProbe,
  onOutcome,
  stateAt,
  type StateName,
  type TargetState,
} from "./target-state.ts";
export { beginServe, isRescued, nextStep, type ChainView, type Decision, type RequestFacts } from "./decide.ts";
export { servingTarget, type Serving } from "./serving.ts";
export { incidentStep, NO_INCIDENT, type IncidentEvent, type IncidentState, type IncidentStep } from "./incident.ts";
export {
  simulate,
  simulateMinute,
  type Behaviour,
  type MinuteSimulation,
  type SimulatedRequest,
  type SimulatedSecond,
  type Simulation,
  type SimulationResult,
} from "./simulate.ts";
