import type { CompiledChain } from "./compile-chain.ts";
import { beginServe } from "./decide.ts";
import type { ChainView } from "./decision.ts";
import { plainGet } from "./request.ts";

export interface Serving {
  /** Index of the target; −1 = none would be tried. */
  target: number;
  id: string | undefined;
  /**
   * Traffic is not where it belongs, by state: it goes to another target, or to the home target only for want of any other.
   * This, not the index, drives incidents.
   */
  offPrimary: boolean;
  /** It would be tried although its state forbids it, for want of any other. */
  forced: boolean;
  /** Why the home target does not serve (a SkipReason); absent while it does. */
  reason: string | undefined;
}

/**
 * Where a new request, the chain's usual one, would go now, canaries, shares, half-open probes and load aside: a target that
 * is full passes single requests on, and nothing tells when it no longer is.
 */
export function servingTarget(chain: CompiledChain, view: ChainView, nowMs: number): Serving {
  const usual = chain.usual ?? plainGet(nowMs);
  const decision = beginServe(chain, { ...view, inFlight: undefined }, { ...usual, receivedAtMs: nowMs });
  const { step } = decision;
  const target = step.kind === "attempt" || step.kind === "local" || step.kind === "wait" ? step.target : -1;
  // That nobody takes any request is what the chain says, and no state.
  const offPrimary = chain.usual !== undefined && (target !== chain.home || decision.forced);
  return {
    target,
    id: chain.targets[target]?.id,
    offPrimary,
    forced: decision.forced,
    reason: offPrimary && decision.reason !== "" ? decision.reason : undefined,
  };
}
