import type { CompiledNetwork } from "./compile-chain.ts";
import { nameOf, OUTCOMES, type AttemptEvent } from "./outcome.ts";

/** States of a network target, worst first. `open`, `cooling` and `ramping` belong to fields that are not enforced yet. */
export type StateName = "ejected" | "held" | "up";

/**
 * The state of one network target in one gateway. Immutable: every reducer returns the same object where nothing changed.
 * It holds no reference to the policy, so it survives a publish of an unchanged target.
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
  readonly heldFromMs: number;
  /** End of the hold-down; 0 = none. */
  readonly heldUntilMs: number;
  /** Why it last left service (`connect_refused`, `status 503`, `probe`); empty while it never did. */
  readonly cause: string;
}

/** The state of a target that this gateway has not seen before. */
export function initialTargetState(target: CompiledNetwork, nowMs: number): TargetState {
  return {
    down: target.active?.initial === "down",
    streak: 0,
    failuresAtMs: [],
    startedMs: nowMs,
    ejectedFromMs: nowMs,
    ejectedUntilMs: 0,
    heldFromMs: 0,
    heldUntilMs: 0,
    cause: "",
  };
}

/** The name of the state at a time. Time alone ends a passive ejection and a hold-down. */
export function stateAt(state: TargetState, nowMs: number): StateName {
  if (state.down || nowMs < state.ejectedUntilMs) return "ejected";
  return nowMs < state.heldUntilMs ? "held" : "up";
}

/** Since when the state has the name that `stateAt` gives it. */
export function stateSince(state: TargetState, nowMs: number): number {
  switch (stateAt(state, nowMs)) {
    case "ejected":
      return state.ejectedFromMs;
    case "held":
      return state.heldFromMs;
    case "up":
      return Math.max(state.startedMs, state.ejectedUntilMs, state.heldUntilMs);
  }
}

/** When `stateAt` changes next by time alone; `Infinity` = not before something happens. */
export function nextChangeAt(state: TargetState, nowMs: number): number {
  if (state.down) return Infinity;
  if (nowMs < state.ejectedUntilMs) return state.ejectedUntilMs;
  return nowMs < state.heldUntilMs ? state.heldUntilMs : Infinity;
}

/** When the next active probe is due after one at `lastProbeMs`; `Infinity` without active health. */
export function nextProbeAt(target: CompiledNetwork, state: TargetState, lastProbeMs: number): number {
  if (!target.active) return Infinity;
  return lastProbeMs + (state.down ? target.active.unhealthyIntervalMs : target.active.intervalMs);
}

/**
 * The result of an attempt. Give it every attempt's event; nothing when the client went away.
 * Passive health: so many failures in a row within the window eject. Any other response ends the row.
 */
export function onOutcome(target: CompiledNetwork, state: TargetState, event: AttemptEvent): TargetState {
  if (
    event.kind === "failed" ? !OUTCOMES[event.outcome].recorded : target.passiveStatus[event.status] !== 1
  ) {
    return event.kind === "failed" || state.failuresAtMs.length === 0
      ? state
      : { ...state, failuresAtMs: [] };
  }
  const name = stateAt(state, event.atMs);
  // A late answer from before the ejection, or a try of last resort: it says nothing new.
  if (name === "ejected") return state;
  return countFailure(target, name === "held" ? restartHoldDown(target, state, event.atMs) : state, event);
}

function countFailure(target: CompiledNetwork, state: TargetState, event: AttemptEvent): TargetState {
  const since = event.atMs - target.passive.windowMs;
  const failuresAtMs = [...state.failuresAtMs.filter((at) => at > since), event.atMs];
  if (failuresAtMs.length < target.passive.failures) return { ...state, failuresAtMs };
  const ejectedUntilMs = event.atMs + target.passive.ejectMs;
  return {
    ...state,
    failuresAtMs: [],
    ejectedFromMs: event.atMs,
    ejectedUntilMs,
    heldFromMs: ejectedUntilMs,
    heldUntilMs: ejectedUntilMs + target.holdDownMs,
    cause: nameOf(event),
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
  if (streak >= target.active.unhealthyFailures) return goDown(state, probe.atMs);
  const held = stateAt(state, probe.atMs) === "held";
  return { ...(held ? restartHoldDown(target, state, probe.atMs) : state), streak };
}

function recover(target: CompiledNetwork, state: TargetState, atMs: number): TargetState {
  // A target that starts down and comes up for the first time has not failed: nothing to damp.
  const holdDownMs = state.cause === "" ? 0 : target.holdDownMs;
  const heldFromMs = Math.max(atMs, state.ejectedUntilMs);
  return {
    ...state,
    down: false,
    streak: 0,
    failuresAtMs: [],
    heldFromMs,
    heldUntilMs: heldFromMs + holdDownMs,
  };
}

function goDown(state: TargetState, atMs: number): TargetState {
  const ejectedFromMs = stateAt(state, atMs) === "ejected" ? state.ejectedFromMs : atMs;
  return { ...state, down: true, streak: 0, failuresAtMs: [], ejectedFromMs, cause: "probe" };
}

function restartHoldDown(target: CompiledNetwork, state: TargetState, atMs: number): TargetState {
  return { ...state, heldUntilMs: atMs + target.holdDownMs };
}
