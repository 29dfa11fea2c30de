import { attemptOn, type Behaviour } from "./behaviour.ts";
import { compileChain, type CompiledChain } from "./compile-chain.ts";
import { pinnedIndex } from "./controls.ts";
import { beginServe, nextStep } from "./decide.ts";
import type { Decision } from "./decision.ts";
import { resolvePolicy } from "./defaults.ts";
import type { RequestFacts } from "./request.ts";
import { resultOf } from "./result.ts";
import { countRequest, newRetryBudget } from "./retry-budget.ts";
import type { AnyPolicy } from "./resolved.ts";
import type { ServeEvent, ServeResult, Step, TraceEntry } from "./step.ts";
import { onAttempt, onOutcome } from "./target-events.ts";
import { initialTargetState, type StateName, type TargetState } from "./target-state.ts";

export interface SimulatedRequest {
  /** Upper case. */
  method: string;
  /** 0 = no body, −1 = of undeclared length. */
  bodyBytes: number;
  headers: Record<string, string>;
  /** Time the client leaves; absent = the policy's deadline only. */
  clientDeadlineMs?: number;
  /** In [0, 1): takes the chances of canaries and shares; absent = takes none. */
  draw?: number;
}

export interface Simulation {
  policy: AnyPolicy;
  /** By target id; absent = up. A `stale` target has an entry unless it is `refused`. */
  behaviours: Record<string, Behaviour>;
  request: SimulatedRequest;
  /** Targets that are out of service at the start, by id. */
  states?: Record<string, SimulatedState>;
  /** Ids of targets that have as many requests as they may have at once. */
  full?: readonly string[];
  /** Id of a pinned target. */
  pin?: string;
}

/** States a target can be put into before the request. */
export type SimulatedState = Exclude<StateName, "up" | "ramping" | "half_open">;

export interface SimulationResult {
  trace: TraceEntry[];
  /** Id of the target whose answer the client got; absent = the gateway's own. */
  target: string | undefined;
  status: number;
  elapsedMs: number;
  attempts: number;
  result: ServeResult;
}

type States = (TargetState | undefined)[];

/** One request, the only one, through the gateway's own decision core, on a virtual clock that starts at 0. */
export function simulate(input: Simulation): SimulationResult {
  const chain = compileChain(resolvePolicy(input.policy));
  const states = chain.targets.map((target) => {
    if (!target.network) return undefined;
    const name = input.states && Object.hasOwn(input.states, target.id) ? input.states[target.id] : undefined;
    const isNever = name === "cooling" && !target.cools;
    return putInto(initialTargetState(target, 0), isNever ? undefined : name);
  });
  const inFlight = chain.targets.map((target) =>
    input.full?.includes(target.id) ? Number.MAX_SAFE_INTEGER : 0,
  );
  const retries = newRetryBudget(0);
  countRequest(retries, 0);
  const view = { states, inFlight, pinned: pinnedIndex(chain, input), retries };
  const decision = beginServe(chain, view, { ...requestFacts(input.request, 0), withTrace: true });
  let atMs = 0;
  for (
    let event = react(decision, input.behaviours, atMs);
    event;
    event = react(decision, input.behaviours, atMs)
  ) {
    const isProbe = noteAttempt(decision, states, atMs);
    atMs = event.atMs;
    noteOutcome(decision, states, { event, isProbe });
    nextStep(decision, event);
  }
  return {
    trace: [...(decision.trace ?? [])],
    ...answerOf(chain, decision),
    elapsedMs: atMs,
    attempts: decision.attempts,
    result: resultOf(decision),
  };
}

function putInto(state: TargetState, name: SimulatedState | undefined): TargetState {
  switch (name) {
    case undefined:
      return state;
    case "ejected":
      return { ...state, down: true, cause: "probe" };
    case "open":
      return { ...state, circuit: { ...state.circuit, openUntilMs: Infinity } };
    case "cooling":
      return { ...state, coolUntilMs: Infinity };
    case "held":
      return { ...state, heldUntilMs: Infinity, rampUntilMs: Infinity };
  }
}

/** Lets an attempt begin: true when it takes a place of a half-open circuit. */
export function noteAttempt({ chain, step }: Decision, states: States, atMs: number): boolean {
  const target = step.kind === "attempt" ? chain.targets[step.target] : undefined;
  const state = target && states[target.index];
  if (!target?.network || !state) return false;
  const begun = onAttempt(target, state, atMs);
  states[target.index] = begun;
  return begun !== state;
}

/** Lets an attempt's event bear on the state of its target. */
export function noteOutcome(
  decision: Decision,
  states: States,
  { event, isProbe }: { event: ServeEvent; isProbe: boolean },
): void {
  if (decision.step.kind !== "attempt" || (event.kind !== "response" && event.kind !== "failed")) return;
  const target = decision.chain.targets[decision.step.target];
  const state = target && states[target.index];
  const begunAtMs = decision.attemptAtMs;
  if (target?.network && state)
    states[target.index] = onOutcome(target, state, { event, begunAtMs, isProbe });
}

/** A simulated request as the decision core sees it. */
export function requestFacts(request: SimulatedRequest, receivedAtMs: number): RequestFacts {
  const headers = new Map(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    method: request.method,
    bodyBytes: request.bodyBytes,
    receivedAtMs,
    draw: request.draw ?? 1,
    clientDeadlineMs: request.clientDeadlineMs,
    header: (name) => headers.get(name),
  };
}

/** What the simulated world makes of the decision's step; `undefined` when the request is over. */
export function react(
  decision: Decision,
  behaviours: Record<string, Behaviour>,
  atMs: number,
): ServeEvent | undefined {
  const { step } = decision;
  if (step.kind === "wait") return { kind: "waited", atMs: step.untilMs };
  if (step.kind !== "attempt" && step.kind !== "local") return undefined;
  const target = decision.chain.targets[step.target];
  const given = target && Object.hasOwn(behaviours, target.id) ? behaviours[target.id] : undefined;
  const behaviour = given ?? { kind: "up" };
  if (step.kind === "attempt") return attemptOn(behaviour, step, atMs);
  const empty = target?.network === false && target.kind === "stale" && behaviour.kind === "refused";
  return empty ? { kind: "local_unavailable", atMs } : undefined;
}

function answerOf(chain: CompiledChain, decision: Decision): { target: string | undefined; status: number } {
  const index = answeringTarget(decision.step);
  const target = chain.targets[index];
  return { target: target?.id, status: statusOf(decision, chain) };
}

/** Index of the target whose answer the client gets; −1 = the gateway's own. */
export function answeringTarget(step: Step): number {
  switch (step.kind) {
    case "attempt":
    case "hold":
    case "wait":
    case "local":
    case "relay":
      return step.target;
    case "exhausted":
      return step.relay;
    case "refuse":
    case "stop":
      return -1;
  }
}

function statusOf(decision: Decision, chain: CompiledChain): number {
  const { step } = decision;
  switch (step.kind) {
    case "attempt":
    case "hold":
    case "wait":
    case "relay":
      return decision.answerStatus;
    case "local": {
      const target = chain.targets[step.target];
      return target?.network === false ? target.status : 0;
    }
    case "exhausted":
    case "refuse":
      return step.status;
    case "stop":
      return 0;
  }
}
