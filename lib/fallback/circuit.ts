import type { ResolvedCircuit } from "./resolved.ts";
import { addTo, countsWindow, newSlidingCount, type SlidingCount } from "./sliding-count.ts";

/** Limit of the doubling, so that no power overflows. */
const MAX_DOUBLINGS = 20;

/** The circuit breaker of one target. Immutable; the counts of the closed circuit are kept apart (`SlidingCount`). */
export interface CircuitState {
  /** When it left the closed state. */
  readonly openedAtMs: number;
  /** When it becomes half-open; 0 = it is closed. */
  readonly openUntilMs: number;
  /** Times it opened since it was last closed: each doubles the open time. */
  readonly opens: number;
  /** Requests let through in this half-open phase, the time of the latest, and how many of them succeeded. */
  readonly granted: number;
  readonly grantedAtMs: number;
  readonly succeeded: number;
  /** Failures in a row while closed. */
  readonly row: number;
}

export const CLOSED: CircuitState = {
  openedAtMs: 0,
  openUntilMs: 0,
  opens: 0,
  granted: 0,
  grantedAtMs: 0,
  succeeded: 0,
  row: 0,
};

/** Open or half-open. */
export function isOpen(circuit: CircuitState): boolean {
  return circuit.openUntilMs > 0;
}

export function isHalfOpen(circuit: CircuitState, nowMs: number): boolean {
  return circuit.openUntilMs > 0 && nowMs >= circuit.openUntilMs;
}

/** Whether a half-open circuit has a place for one more request. */
export function hasProbe(settings: ResolvedCircuit, circuit: CircuitState, nowMs: number): boolean {
  if (!isHalfOpen(circuit, nowMs)) return false;
  return circuit.granted < settings.halfOpenMax || isForgotten(settings, circuit, nowMs);
}

/** A request that was let through and never reported back, e.g. across a restart, must not block the place for ever. */
function isForgotten(settings: ResolvedCircuit, circuit: CircuitState, nowMs: number): boolean {
  return nowMs - circuit.grantedAtMs >= settings.openMs;
}

/** A request goes to the target. */
export function grantProbe(settings: ResolvedCircuit, circuit: CircuitState, nowMs: number): CircuitState {
  if (!isHalfOpen(circuit, nowMs)) return circuit;
  if (hasProbe(settings, circuit, nowMs)) {
    const used = circuit.granted < settings.halfOpenMax ? circuit.granted : circuit.succeeded;
    return { ...circuit, granted: used + 1, grantedAtMs: nowMs };
  }
  // One that goes there all the same, for a pin or want of any other, frees no place.
  return circuit;
}

/** A request ended without saying anything about the target: its place is free again. */
export function returnProbe(circuit: CircuitState): CircuitState {
  return circuit.granted > circuit.succeeded ? { ...circuit, granted: circuit.granted - 1 } : circuit;
}

/** The result of a request while half-open: the first failure opens it again, `halfOpenMax` successes close it. */
export function afterProbe(
  settings: ResolvedCircuit,
  circuit: CircuitState,
  result: { failed: boolean; atMs: number },
): CircuitState {
  if (result.failed) return opened(settings, circuit, result.atMs);
  const succeeded = circuit.succeeded + 1;
  if (succeeded >= settings.halfOpenMax) return CLOSED;
  return { ...circuit, succeeded, granted: Math.max(circuit.granted, succeeded) };
}

/** The result of a request while closed. The same object unless the row of failures changed or it opens. */
export function afterRequest(
  settings: ResolvedCircuit,
  circuit: CircuitState,
  result: { failed: boolean; atMs: number; count: SlidingCount },
): CircuitState {
  const { failed, count } = result;
  addTo(count, result.atMs, failed ? FAILURE : SUCCESS);
  if (!failed) return circuit.row === 0 ? circuit : { ...circuit, row: 0 };
  const row = circuit.row + 1;
  const isRatio =
    count.allSum >= settings.minRequests && count.markedSum * 100 >= settings.failurePercent * count.allSum;
  return row >= (settings.consecutive ?? Infinity) || isRatio
    ? opened(settings, circuit, result.atMs)
    : { ...circuit, row };
}

const SUCCESS = { all: 1, marked: 0 };
const FAILURE = { all: 1, marked: 1 };

function opened(settings: ResolvedCircuit, circuit: CircuitState, atMs: number): CircuitState {
  const grown = settings.openMs * 2 ** Math.min(circuit.opens, MAX_DOUBLINGS);
  return {
    ...CLOSED,
    openedAtMs: isOpen(circuit) ? circuit.openedAtMs : atMs,
    openUntilMs: atMs + Math.min(grown, Math.max(settings.openMs, settings.maxOpenMs)),
    opens: circuit.opens + 1,
  };
}

/** The counts of a closed circuit: those given where they fit the window, else new ones. */
export function circuitCount(
  settings: ResolvedCircuit,
  count: SlidingCount | undefined,
  nowMs: number,
): SlidingCount {
  return count && countsWindow(count, settings.windowMs) ? count : newSlidingCount(settings.windowMs, nowMs);
}
