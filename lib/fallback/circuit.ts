import type { CompiledNetwork } from "./compile-chain.ts";
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

/** What a place of a half-open circuit depends on. */
type Guarded = Pick<CompiledNetwork, "circuit" | "freshStep" | "sharing">;

/** Whether a half-open circuit has a place for one more request, in this process. */
export function hasProbe(target: Guarded, circuit: CircuitState, nowMs: number): boolean {
  if (!isHalfOpen(circuit, nowMs)) return false;
  const place = nextPlace(target, circuit, nowMs);
  return (
    place >= 0 && (target.sharing === undefined || isOwn(target.sharing, place, nowMs - circuit.openUntilMs))
  );
}

/** The number of the next place, from 0; −1 = all are taken. */
function nextPlace(target: Guarded, circuit: CircuitState, nowMs: number): number {
  if (circuit.granted < target.circuit.halfOpenMax) return circuit.granted;
  return isForgotten(target, circuit, nowMs) ? circuit.succeeded : -1;
}

/**
 * A request that was let through and never reported back, e.g. because its process died, must not block the place for ever.
 * One that is only slow is heard of by the end of its longest attempt.
 */
function isForgotten(
  { circuit: settings, freshStep }: Guarded,
  circuit: CircuitState,
  nowMs: number,
): boolean {
  return nowMs - circuit.grantedAtMs >= Math.max(settings.openMs, freshStep.attemptMs);
}

/** A process of several that serve one gateway. */
export interface Sharing {
  /** From 0. */
  worker: number;
  workers: number;
}

const TURN_MS = 1000;
/** The end of every turn belongs to nobody, so that who comes next has heard of a place taken before. */
const TAKING_MS = 750;

/** Each place is one process's at a time, in turns: they need not ask each other, and one that has no traffic blocks none. */
function isOwn({ worker, workers }: Sharing, place: number, halfOpenForMs: number): boolean {
  const turn = Math.floor(halfOpenForMs / TURN_MS);
  return halfOpenForMs % TURN_MS < TAKING_MS && (place + turn) % workers === worker;
}

/** A request goes to the target. One that goes there all the same, for a pin or want of any other, takes no place. */
export function grantProbe(target: Guarded, circuit: CircuitState, nowMs: number): CircuitState {
  if (!hasProbe(target, circuit, nowMs)) return circuit;
  return { ...circuit, granted: nextPlace(target, circuit, nowMs) + 1, grantedAtMs: nowMs };
}

/** A request ended without saying anything about the target: its place is free again. */
export function returnProbe(circuit: CircuitState): CircuitState {
  return circuit.granted > circuit.succeeded ? { ...circuit, granted: circuit.granted - 1 } : circuit;
}

/** The result of a request that was let through while half-open: the first failure opens it again, `halfOpenMax` successes close it. */
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
  const opens = circuit.opens + 1;
  return {
    ...CLOSED,
    openedAtMs: isOpen(circuit) ? circuit.openedAtMs : atMs,
    openUntilMs: atMs + openTimeMs(settings, opens),
    opens,
  };
}

/** How long it is open, the nth time since it was last closed. */
export function openTimeMs({ openMs, maxOpenMs }: ResolvedCircuit, opens: number): number {
  const grown = openMs * 2 ** Math.min(Math.max(0, opens - 1), MAX_DOUBLINGS);
  return Math.min(grown, Math.max(openMs, maxOpenMs));
}

/** The counts of a closed circuit: those given where they fit the window, else new ones. */
export function circuitCount(
  settings: ResolvedCircuit,
  count: SlidingCount | undefined,
  nowMs: number,
): SlidingCount {
  return count && countsWindow(count, settings.windowMs) ? count : newSlidingCount(settings.windowMs, nowMs);
}
