import {
  afterProbe,
  afterRequest,
  circuitCount,
  grantProbe,
  isHalfOpen,
  isOpen,
  returnProbe,
  type CircuitState,
} from "./circuit.ts";
import type { CompiledNetwork } from "./compile-chain.ts";
import { coolAfter } from "./cooling.ts";
import { holdDown, holdDownAgain, noteDeparture } from "./failback.ts";
import { movesOn } from "./moves-on.ts";
import { nameOf, OUTCOMES, type AttemptEvent } from "./outcome.ts";
import { stateAt, type TargetState } from "./target-state.ts";

/** How an attempt began: it decides what its end may say about the target. */
export interface Begun {
  readonly begunAtMs: number;
  /** `onAttempt` changed the state: it took a place of the half-open circuit. */
  readonly isProbe: boolean;
}

/**
 * An attempt begins. Call it for every `attempt` step, before anything else is decided on the chain: it takes a place of a
 * half-open circuit. The same object unless it did. Every attempt ends in `onOutcome` or `onAbandoned`.
 */
export function onAttempt(target: CompiledNetwork, state: TargetState, atMs: number): TargetState {
  const circuit = grantProbe(target, state.circuit, atMs);
  return withCircuit(state, circuit);
}

/** An attempt ended without a result of the target's own: the client went away, or the gateway gave it up. */
export function onAbandoned(state: TargetState, begun: Begun): TargetState {
  return decides(state.circuit, begun) ? withCircuit(state, returnProbe(state.circuit)) : state;
}

/** Only a request that this very half-open phase let through has a place in it, and a say in how it ends. */
function decides(circuit: CircuitState, { begunAtMs, isProbe }: Begun): boolean {
  return isProbe && isHalfOpen(circuit, begunAtMs);
}

/** Whether an attempt began before the target last recovered: how it ends says nothing about the target since. */
export function isFromBefore(state: TargetState, { begunAtMs }: Begun): boolean {
  return begunAtMs < state.heldFromMs;
}

function withCircuit(state: TargetState, circuit: CircuitState): TargetState {
  return circuit === state.circuit ? state : { ...state, circuit };
}

/** What came of an attempt. */
export interface AttemptResult extends Begun {
  readonly event: AttemptEvent;
}

/**
 * The result of an attempt. Give it every attempt's event, before `nextStep`; `onAbandoned` instead when the client went
 * away. What counts as a failure, for passive health and circuit alike: connect failures, resets, timeouts that were not
 * clipped, and the statuses of `health.passive.statuses`.
 */
export function onOutcome(target: CompiledNetwork, state: TargetState, result: AttemptResult): TargetState {
  const { event } = result;
  const verdict = judge(target, event);
  if (verdict === "nothing") return event.kind === "failed" ? onAbandoned(state, result) : state;
  const next = event.kind === "response" ? coolAfter(target, state, event) : state;
  // A late answer from before the ejection, or a try of last resort: it says nothing new.
  if (next.down || event.atMs < next.ejectedUntilMs) return onAbandoned(next, result);
  if (isOpen(next.circuit))
    return decides(next.circuit, result)
      ? afterOwnProbe(target, next, { cause: verdict, atMs: event.atMs })
      : next;
  if (isFromBefore(next, result)) return next;
  return verdict === ""
    ? afterSuccess(target, next, event.atMs)
    : afterFailure(target, next, { cause: verdict, atMs: event.atMs });
}

/** The name of the failure, "" for a success, "nothing" for what says nothing about the target, or not yet. */
function judge(target: CompiledNetwork, event: AttemptEvent): string {
  if (event.kind === "first_event") return "";
  if (event.kind === "failed") return OUTCOMES[event.outcome].recorded ? event.outcome : "nothing";
  if (target.passiveStatus[event.status] === 1) return nameOf(event);
  return event.awaitsEvent === true && !movesOn(target, event) ? "nothing" : "";
}

/** `cause`: the name of the failure; "" = success. */
interface Result {
  cause: string;
  atMs: number;
}

function afterOwnProbe(target: CompiledNetwork, state: TargetState, { cause, atMs }: Result): TargetState {
  const circuit = afterProbe(target.circuit, state.circuit, { failed: cause !== "", atMs });
  if (circuit === state.circuit) return state;
  if (!isOpen(circuit)) return { ...state, circuit, failuresAtMs: [], ...holdDown(target, state, atMs) };
  return { ...state, circuit, cause: cause || state.cause };
}

/** The common case: counts, and returns the same state unless a row of failures ends here. */
function afterSuccess(target: CompiledNetwork, state: TargetState, atMs: number): TargetState {
  if (!target.triggers.circuitOpen)
    return state.failuresAtMs.length === 0 ? state : { ...state, failuresAtMs: [] };
  const count = circuitCount(target.circuit, state.count, atMs);
  const circuit = afterRequest(target.circuit, state.circuit, { failed: false, atMs, count });
  const isRow = state.failuresAtMs.length > 0;
  if (count === state.count && circuit === state.circuit && !isRow) return state;
  return { ...state, count, circuit, failuresAtMs: isRow ? [] : state.failuresAtMs };
}

function afterFailure(target: CompiledNetwork, state: TargetState, event: Result): TargetState {
  const restarted = event.atMs < state.heldUntilMs ? failedInHoldDown(target, state, event.atMs) : state;
  return countPassive(target, countCircuit(target, restarted, event), event);
}

function failedInHoldDown(target: CompiledNetwork, state: TargetState, atMs: number): TargetState {
  const noted = noteDeparture(target, state, atMs);
  return { ...noted, ...holdDownAgain(target, noted, atMs) };
}

function countCircuit(target: CompiledNetwork, state: TargetState, event: Result): TargetState {
  if (!target.triggers.circuitOpen) return state;
  const { atMs } = event;
  const count = circuitCount(target.circuit, state.count, atMs);
  const circuit = afterRequest(target.circuit, state.circuit, { failed: true, atMs, count });
  if (!isOpen(circuit)) return { ...state, count, circuit };
  return { ...noteDeparture(target, state, atMs), count: undefined, circuit, cause: event.cause };
}

function countPassive(target: CompiledNetwork, state: TargetState, event: Result): TargetState {
  const { passive } = target;
  if (!target.triggers.unhealthy) return state;
  const since = event.atMs - passive.windowMs;
  const failuresAtMs = [...state.failuresAtMs.filter((at) => at > since), event.atMs];
  if (failuresAtMs.length < passive.failures) return { ...state, failuresAtMs };
  const ejectedUntilMs = event.atMs + passive.ejectMs;
  const noted = isOpen(state.circuit) ? state : noteDeparture(target, state, event.atMs);
  return {
    ...noted,
    failuresAtMs: [],
    ejectedFromMs: event.atMs,
    ejectedUntilMs,
    ...holdDown(target, noted, ejectedUntilMs),
    cause: event.cause,
  };
}

/** The result of one active probe. No effect on a target without active health. */
export function onHealthProbe(
  target: CompiledNetwork,
  state: TargetState,
  probe: { ok: boolean; atMs: number },
): TargetState {
  if (!target.active) return state;
  if (probe.ok !== state.down) return state.streak === 0 ? state : { ...state, streak: 0 };
  const streak = state.streak + 1;
  if (probe.ok) {
    return streak < target.active.healthySuccesses
      ? { ...state, streak }
      : recover(target, state, probe.atMs);
  }
  if (streak >= target.active.unhealthyFailures) return goDown(target, state, probe.atMs);
  const held = probe.atMs >= state.ejectedUntilMs && probe.atMs < state.heldUntilMs;
  return { ...(held ? failedInHoldDown(target, state, probe.atMs) : state), streak };
}

function recover(target: CompiledNetwork, state: TargetState, atMs: number): TargetState {
  const up = { ...state, down: false, streak: 0, failuresAtMs: [] };
  // A target that starts down and comes up for the first time has not failed: nothing to damp.
  if (state.cause === "") return { ...up, heldFromMs: atMs, heldUntilMs: atMs, rampUntilMs: atMs };
  return { ...up, ...holdDown(target, state, Math.max(atMs, state.ejectedUntilMs)) };
}

function goDown(target: CompiledNetwork, state: TargetState, atMs: number): TargetState {
  const name = stateAt(state, atMs);
  const isOut = name === "ejected" || isOpen(state.circuit);
  const noted = isOut ? state : noteDeparture(target, state, atMs);
  const ejectedFromMs = name === "ejected" ? state.ejectedFromMs : atMs;
  return { ...noted, down: true, streak: 0, failuresAtMs: [], ejectedFromMs, cause: "probe" };
}

/** When the next active probe is due after one at `lastProbeMs`; `Infinity` without active health. */
export function nextProbeAt(target: CompiledNetwork, state: TargetState, lastProbeMs: number): number {
  if (!target.active) return Infinity;
  return lastProbeMs + (state.down ? target.active.unhealthyIntervalMs : target.active.intervalMs);
}
