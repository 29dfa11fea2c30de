import type { CompiledNetwork } from "./compile-chain.ts";
import type { AttemptEvent } from "./outcome.ts";

/** States of a network target, worst first. */
export type StateName = "ejected" | "open" | "cooling" | "held" | "ramping" | "up";

/**
 * The state of one network target of one gateway. Immutable: every reducer returns the same object where nothing changed.
 * It holds no reference to the policy, so it survives a publish of an unchanged target.
 */
export interface TargetState {
  /** Active health says down. */
  readonly down: boolean;
  /** Probes in a row that contradict `down`. */
  readonly streak: number;
  /** Times of the consecutive failures of live traffic, oldest first, at most `passive.failures`. */
  readonly failuresAtMs: readonly number[];
  /** End of the passive ejection; 0 = none. */
  readonly ejectedUntilMs: number;
  /** End of the hold-down; 0 = none. */
  readonly heldUntilMs: number;
  /** When the target last went from serving to not serving, or back. */
  readonly sinceMs: number;
  /** Why it left service (`connect_refused`, `status 503`, `probe`); empty while it never did. */
  readonly cause: string;
}

/** State of a target that this gateway has not seen before. */
export declare function initialTargetState(target: CompiledNetwork, nowMs: number): TargetState;
/** The result of an attempt on the target. Give it every attempt's event, except after the client went away. */
export declare function onOutcome(target: CompiledNetwork, state: TargetState, event: AttemptEvent): TargetState;
/** The result of one active probe. */
export declare function onHealthProbe(target: CompiledNetwork, state: TargetState, probe: { ok: boolean; atMs: number }): TargetState;
/** The name of the state at a time. Time alone ends ejection and hold-down. */
export declare function stateAt(state: TargetState, nowMs: number): StateName;
/** When `stateAt` changes next by time alone; `Infinity` = never. */
export declare function nextChangeAt(state: TargetState, nowMs: number): number;
/** When the next active probe is due after one at `lastProbeMs`. */
export declare function nextProbeAt(target: CompiledNetwork, state: TargetState, lastProbeMs: number): number;
