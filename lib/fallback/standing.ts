import { hasProbe, isOpen } from "./circuit.ts";
import type { CompiledNetwork } from "./compile-chain.ts";
import { throttledUntil } from "./cooling.ts";
import type { Decision } from "./decision.ts";
import { shareAt } from "./failback.ts";
import { drawFor } from "./request.ts";
import type { StateName, TargetState } from "./target-state.ts";

/** A half-open circuit is up for the few requests it lets through, and open to all others. */
type Standing = Exclude<StateName, "half_open">;

/** How a target stands to one request: `up` is for it to take; otherwise it is passed over, unless nothing else is left. */
export function standing(decision: Decision, target: CompiledNetwork, nowMs: number): Standing {
  const state = decision.view.states[target.index];
  if (state === undefined || target.index === decision.pinned) return "up";
  if (target.triggers.unhealthy && (state.down || nowMs < state.ejectedUntilMs)) return "ejected";
  const guarded = target.triggers.circuitOpen && isOpen(state.circuit);
  if (guarded && !isProbe(decision, target, { state, nowMs })) return "open";
  if (coolsUntil(decision, target, nowMs) > nowMs) return "cooling";
  return guarded ? "up" : returning(decision, target, { state, nowMs });
}

interface At {
  state: TargetState;
  nowMs: number;
}

function isProbe({ request }: Decision, target: CompiledNetwork, { state, nowMs }: At): boolean {
  return request.draw < 1 && hasProbe(target, state.circuit, nowMs);
}

function returning({ request }: Decision, target: CompiledNetwork, { state, nowMs }: At): Standing {
  const { unhealthy, circuitOpen } = target.triggers;
  if (!unhealthy && !circuitOpen) return "up";
  if (nowMs < state.heldUntilMs) return "held";
  if (nowMs >= state.rampUntilMs) return "up";
  return drawFor(request.draw, target.index) < shareAt(target, state, nowMs) ? "up" : "ramping";
}

/** End of the respite that the target wants from this request; not after now where it wants none. */
export function coolsUntil(decision: Decision, target: CompiledNetwork, nowMs: number): number {
  const state = decision.view.states[target.index];
  if (state === undefined) return 0;
  if (state.throttled.length === 0) return state.coolUntilMs;
  const own = throttledUntil(state, decision.request.credential?.() ?? "", nowMs);
  return Math.max(state.coolUntilMs, own);
}
