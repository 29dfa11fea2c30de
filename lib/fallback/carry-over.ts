import { CLOSED, isOpen, openTimeMs, type CircuitState } from "./circuit.ts";
import type { CompiledNetwork } from "./compile-chain.ts";
import { holdFor, longestHoldMs, UNTIL_RELEASED } from "./failback.ts";
import type { TargetState } from "./target-state.ts";

/** A publish: the target as it was compiled before (absent: by another process), and the time of it. */
interface Change {
  before?: CompiledNetwork;
  nowMs: number;
}

/**
 * The state of an unchanged target under a new revision of its policy. What has begun goes on, but ends by the times that are
 * now shorter, at once where those are over; longer times apply from the next time on. What nothing would end any more ends:
 * a hold-down without an end where failback is no longer manual, `down` where no check is left to say "up", and what a
 * trigger or `retryAfter` put in force that is now off. The same object where nothing changed.
 */
export function carryOver(target: CompiledNetwork, given: TargetState, change: Change): TargetState {
  const state = given.down && !target.active ? { ...given, down: false, streak: 0 } : given;
  const ejected = afterEjection(target, state, change);
  return withCircuit(target, withHold(target, withRespite(target, ejected, change), change), change);
}

/** How much earlier something ends that was to last `oldMs` and now lasts `newMs`; never before now. */
function earlier(untilMs: number, byMs: number, nowMs: number): number {
  return byMs > 0 && untilMs > nowMs ? Math.max(nowMs, untilMs - byMs) : untilMs;
}

/** The hold-down that follows an ejection moves with its end. */
function afterEjection(target: CompiledNetwork, state: TargetState, { before, nowMs }: Change): TargetState {
  if (state.ejectedUntilMs <= nowMs) return state;
  if (!target.triggers.unhealthy) {
    const over = { ...state, ejectedUntilMs: nowMs };
    return state.heldFromMs <= nowMs
      ? over
      : { ...over, heldFromMs: nowMs, heldUntilMs: nowMs, rampUntilMs: nowMs };
  }
  const byMs = before ? before.passive.ejectMs - target.passive.ejectMs : 0;
  const ejectedUntilMs = earlier(state.ejectedUntilMs, byMs, nowMs);
  if (ejectedUntilMs === state.ejectedUntilMs) return state;
  if (state.heldFromMs < state.ejectedUntilMs) return { ...state, ejectedUntilMs };
  const movedMs = state.ejectedUntilMs - ejectedUntilMs;
  const moved = (atMs: number) => (atMs === UNTIL_RELEASED ? atMs : atMs - movedMs);
  return {
    ...state,
    ejectedUntilMs,
    heldFromMs: state.heldFromMs - movedMs,
    heldUntilMs: moved(state.heldUntilMs),
    rampUntilMs: moved(state.rampUntilMs),
  };
}

function withRespite(target: CompiledNetwork, state: TargetState, { nowMs }: Change): TargetState {
  if (target.cools || (state.coolUntilMs <= nowMs && state.throttled.length === 0)) return state;
  return { ...state, coolUntilMs: Math.min(nowMs, state.coolUntilMs), throttled: [] };
}

function withHold(target: CompiledNetwork, state: TargetState, { before, nowMs }: Change): TargetState {
  const { failback } = target;
  if (state.heldUntilMs === UNTIL_RELEASED)
    return failback.mode === "manual"
      ? state
      : { ...state, ...holdFor(target, state.heldFromMs, failback.holdDownMs) };
  const byMs = before ? before.failback.holdDownMs - failback.holdDownMs : 0;
  const shortened = Math.max(state.heldFromMs, earlier(state.heldUntilMs, byMs, nowMs));
  const latest = Math.max(nowMs, state.heldFromMs) + longestHoldMs(target, state.changesAtMs.length);
  const heldUntilMs = Math.min(state.heldUntilMs, shortened, latest);
  const hasBegun = heldUntilMs === state.heldUntilMs && heldUntilMs <= nowMs;
  const rampEndMs = heldUntilMs + failback.rampMs;
  const rampUntilMs = hasBegun ? Math.min(state.rampUntilMs, rampEndMs) : rampEndMs;
  if (heldUntilMs === state.heldUntilMs && rampUntilMs === state.rampUntilMs) return state;
  return { ...state, heldUntilMs, rampUntilMs };
}

function withCircuit(target: CompiledNetwork, state: TargetState, change: Change): TargetState {
  const circuit = circuitUnder(target, state.circuit, change);
  return circuit === state.circuit ? state : { ...state, circuit };
}

function circuitUnder(
  target: CompiledNetwork,
  circuit: CircuitState,
  { before, nowMs }: Change,
): CircuitState {
  if (!isOpen(circuit)) return circuit;
  if (!target.triggers.circuitOpen) return CLOSED;
  if (!before) return circuit;
  const byMs = openTimeMs(before.circuit, circuit.opens) - openTimeMs(target.circuit, circuit.opens);
  const openUntilMs = earlier(circuit.openUntilMs, byMs, nowMs);
  return openUntilMs === circuit.openUntilMs ? circuit : { ...circuit, openUntilMs };
}
