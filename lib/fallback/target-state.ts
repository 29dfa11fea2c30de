import { CLOSED, isHalfOpen, isOpen, type CircuitState } from "./circuit.ts";
import type { CompiledNetwork } from "./compile-chain.ts";
import type { Throttled } from "./cooling.ts";
import { UNTIL_RELEASED } from "./failback.ts";
import type { SlidingCount } from "./sliding-count.ts";

/** States of a network target, worst first. All but a few requests find a half-open circuit open. */
export type StateName = "ejected" | "open" | "half_open" | "cooling" | "held" | "ramping" | "up";

/**
 * The state of one network target in one gateway. Every reducer returns the same object where nothing but a count changed.
 * It holds no reference to the policy, so it survives a publish of an unchanged target (`carryOver`), and it is plain JSON,
 * so it can survive a restart.
 */
export interface TargetState {
  /** Active health says down. */
  readonly down: boolean;
  /** Probes in a row that contradict `down`. */
  readonly streak: number;
  /** Times of the latest consecutive failures of live traffic, oldest first, fewer than `passive.failures`. */
  readonly failuresAtMs: readonly number[];
  readonly startedMs: number;
  readonly ejectedFromMs: number;
  /** End of the passive ejection; 0 = none. */
  readonly ejectedUntilMs: number;
  readonly circuit: CircuitState;
  /** Live requests while the circuit is closed: advanced in place. Absent until the first. */
  readonly count: SlidingCount | undefined;
  readonly coolFromMs: number;
  /** End of the respite that the target asked for (Retry-After); 0 = none. */
  readonly coolUntilMs: number;
  /** Clients that the target asked to wait, each for its own credential. */
  readonly throttled: readonly Throttled[];
  readonly heldFromMs: number;
  /** End of the hold-down; 0 = none. */
  readonly heldUntilMs: number;
  /** End of slow start or steps, which begin where the hold-down ends; 0 = none. */
  readonly rampUntilMs: number;
  /** When it left service, for the flap penalty. */
  readonly changesAtMs: readonly number[];
  /** Why it was last put out of service (`connect_refused`, `status 503`, `probe`); empty while it never was. It outlives that. */
  readonly cause: string;
}

/** The state of a target that this gateway has not seen before. */
export function initialTargetState(target: CompiledNetwork, nowMs: number): TargetState {
  return {
    down: target.active?.initial === "down",
    streak: 0,
    failuresAtMs: NONE,
    startedMs: nowMs,
    ejectedFromMs: nowMs,
    ejectedUntilMs: 0,
    circuit: CLOSED,
    count: undefined,
    coolFromMs: 0,
    coolUntilMs: 0,
    throttled: NONE,
    heldFromMs: 0,
    heldUntilMs: 0,
    rampUntilMs: 0,
    changesAtMs: NONE,
    cause: "",
  };
}

const NONE: readonly never[] = [];

/** Whether more than a count is another: the first request that is counted makes a new object too. */
export function differs(before: TargetState, after: TargetState): boolean {
  if (before === after) return false;
  const names = Object.keys(after) as (keyof TargetState)[];
  return names.some((name) => name !== "count" && before[name] !== after[name]);
}

/** The name of the state at a time: the worst that applies. Time alone ends all but `down`, and makes an open circuit half-open. */
export function stateAt(state: TargetState, nowMs: number): StateName {
  if (state.down || nowMs < state.ejectedUntilMs) return "ejected";
  if (isOpen(state.circuit)) return isHalfOpen(state.circuit, nowMs) ? "half_open" : "open";
  if (nowMs < state.coolUntilMs) return "cooling";
  if (nowMs < state.heldUntilMs) return "held";
  return nowMs < state.rampUntilMs ? "ramping" : "up";
}

/** Why the target is not up; "" while it is. A respite is its own reason: `cause` may be of any time before. */
export function reasonAt(state: TargetState, nowMs: number): string {
  const name = stateAt(state, nowMs);
  if (name === "up") return "";
  return name === "cooling" ? name : state.cause;
}

/** Since when the state has the name that `stateAt` gives it. */
export function stateSince(state: TargetState, nowMs: number): number {
  switch (stateAt(state, nowMs)) {
    case "ejected":
      return state.ejectedFromMs;
    case "open":
      return Math.max(state.circuit.openedAtMs, state.ejectedUntilMs);
    case "half_open":
      return Math.max(state.circuit.openUntilMs, state.ejectedUntilMs);
    case "cooling":
      return state.coolFromMs;
    case "held":
      return Math.max(state.heldFromMs, state.coolUntilMs);
    case "ramping":
      return Math.max(state.heldUntilMs, state.coolUntilMs);
    case "up":
      return Math.max(
        state.startedMs,
        state.ejectedUntilMs,
        state.coolUntilMs,
        state.heldUntilMs,
        state.rampUntilMs,
      );
  }
}

/** When `stateAt` changes by time alone; `Infinity` = not before something happens. */
export function nextChangeAt(state: TargetState, nowMs: number): number {
  const at = endOf(state, nowMs);
  return at === UNTIL_RELEASED ? Infinity : at;
}

function endOf(state: TargetState, nowMs: number): number {
  switch (stateAt(state, nowMs)) {
    case "ejected":
      return state.down ? Infinity : state.ejectedUntilMs;
    case "open":
      return state.circuit.openUntilMs;
    case "half_open":
      return Infinity;
    case "cooling":
      return state.coolUntilMs;
    case "held":
      return state.heldUntilMs;
    case "ramping":
      return state.rampUntilMs;
    case "up":
      return Infinity;
  }
}
