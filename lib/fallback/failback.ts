import type { CompiledNetwork } from "./compile-chain.ts";
import type { ResolvedFailback } from "./resolved.ts";
import type { TargetState } from "./target-state.ts";

/** The end of a hold-down that only a release ends. A number, so that a state can be stored as JSON. */
export const UNTIL_RELEASED = Number.MAX_SAFE_INTEGER;
/** Share of the first requests of a slow start. */
const LEAST_SHARE = 0.01;
/** Departures remembered per target. */
const MAX_CHANGES = 100;

/** How a target of this chain comes back into service. */
export interface CompiledFailback extends ResolvedFailback {
  /** Length of slow start or steps together. */
  rampMs: number;
}

/** Prepares failback. A chain with one network target has nowhere else to go: it holds nothing down. */
export function compileFailback(settings: ResolvedFailback, hasOthers: boolean): CompiledFailback {
  if (!hasOthers) return ALONE;
  const steps = settings.steps.reduce((sum, step) => sum + step.forMs, 0);
  return { ...settings, rampMs: settings.steps.length > 0 ? steps : settings.slowStartMs };
}

const ALONE: CompiledFailback = { mode: "auto", holdDownMs: 0, slowStartMs: 0, steps: [], rampMs: 0 };

type HoldDown = Pick<TargetState, "heldFromMs" | "heldUntilMs" | "rampUntilMs">;

/** A hold-down from a time on: longer by the flap penalty for every departure beyond what is allowed; endless if manual. */
export function holdDown(target: CompiledNetwork, state: TargetState, fromMs: number): HoldDown {
  return holdFor(target, fromMs, target.failback.holdDownMs + penaltyMs(target, state, fromMs));
}

/** A hold-down that a failure starts anew: longer by the flap penalty, once at least. */
export function holdDownAgain(target: CompiledNetwork, state: TargetState, atMs: number): HoldDown {
  const penalty = Math.max(penaltyMs(target, state, atMs), target.failback.flap?.penaltyMs ?? 0);
  const { heldUntilMs, rampUntilMs } = holdFor(target, atMs, target.failback.holdDownMs + penalty);
  return { heldFromMs: state.heldFromMs, heldUntilMs, rampUntilMs };
}

/** A hold-down of a length from a time on, with the slow start behind it; without an end where failback is manual. */
export function holdFor({ failback }: CompiledNetwork, fromMs: number, forMs: number): HoldDown {
  if (failback.mode === "manual")
    return { heldFromMs: fromMs, heldUntilMs: UNTIL_RELEASED, rampUntilMs: UNTIL_RELEASED };
  const heldUntilMs = fromMs + forMs;
  return { heldFromMs: fromMs, heldUntilMs, rampUntilMs: heldUntilMs + failback.rampMs };
}

/** The longest that a hold-down of this state can be. */
export function longestHoldMs({ failback }: CompiledNetwork, changes: number): number {
  return failback.holdDownMs + (failback.flap?.penaltyMs ?? 0) * Math.max(1, changes);
}

function penaltyMs({ failback }: CompiledNetwork, state: TargetState, atMs: number): number {
  const { flap } = failback;
  if (!flap) return 0;
  const recent = state.changesAtMs.filter((at) => at > atMs - flap.windowMs).length;
  return Math.max(0, recent - flap.maxChanges) * flap.penaltyMs;
}

/** Notes that the target left service. Remembered only where a flap penalty asks for it. */
export function noteDeparture(target: CompiledNetwork, state: TargetState, atMs: number): TargetState {
  const { flap } = target.failback;
  if (!flap) return state;
  const recent = state.changesAtMs.filter((at) => at > atMs - flap.windowMs);
  return { ...state, changesAtMs: [...recent.slice(1 - MAX_CHANGES), atMs] };
}

/** The share of requests a target takes, 0–1: less than 1 only in its slow start or steps. */
export function shareAt(target: CompiledNetwork, state: TargetState, nowMs: number): number {
  if (nowMs < state.heldUntilMs) return 0;
  if (nowMs >= state.rampUntilMs) return 1;
  const { steps, slowStartMs } = target.failback;
  let leftMs = nowMs - state.heldUntilMs;
  if (steps.length === 0) return Math.min(1, Math.max(LEAST_SHARE, leftMs / slowStartMs));
  for (const step of steps) {
    if (leftMs < step.forMs) return step.percent / 100;
    leftMs -= step.forMs;
  }
  return 1;
}

/**
 * Somebody released the target at a time: a hold-down that began before ends then, and its slow start begins. Applying the
 * same release again changes nothing, so a gateway may do it whenever it reads the control.
 */
export function onRelease(target: CompiledNetwork, state: TargetState, releasedAtMs: number): TargetState {
  if (releasedAtMs < state.heldFromMs || releasedAtMs >= state.heldUntilMs) return state;
  return { ...state, heldUntilMs: releasedAtMs, rampUntilMs: releasedAtMs + target.failback.rampMs };
}
