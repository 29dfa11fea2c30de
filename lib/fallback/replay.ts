import type { CompiledNetwork } from "./compile-chain.ts";
import type { Decision } from "./decision.ts";

/** Judged by `idempotentUnsafe`; whatever else is not a safe method of the policy, by `nonIdempotent`. */
const IDEMPOTENT_UNSAFE = new Set(["PUT", "DELETE"]);

/** Notes that a target failed the request, and whether the request may have been executed there. */
export function noteFailure(decision: Decision, target: CompiledNetwork, mayHaveExecuted: boolean): void {
  decision.failures += 1;
  if (!mayHaveExecuted || decision.chain.safeMethods.has(decision.request.method)) return;
  decision.executors |= 1 << target.index;
}

/**
 * §2 `replayAllowed`: whether the request may go to this target after the failures so far. Looks at every target that may
 * have executed it, not just the last one. Back to the same target is within one store, so PUT and DELETE need no declaration
 * there; an idempotency key does, because it says that keys are honoured at all.
 */
export function isReplayAllowed(decision: Decision, to: CompiledNetwork): boolean {
  const { chain, request } = decision;
  if (decision.failures === 0 || chain.safeMethods.has(request.method)) return true;
  const { replay } = chain.policy;
  if (IDEMPOTENT_UNSAFE.has(request.method)) {
    if (decision.executors === 0 || replay.idempotentUnsafe === "always") return true;
    if (replay.idempotentUnsafe === "never") return false;
    const bit = 1 << to.index;
    return decision.executors === bit || isWithin(decision.executors | bit, chain.sharingState);
  }
  switch (replay.nonIdempotent) {
    case "always":
      return true;
    case "never":
      return false;
    case "before_send":
      return decision.executors === 0;
    case "with_key":
      if (decision.executors === 0) return true;
      return (
        isWithin(decision.executors | (1 << to.index), chain.sharingDedup) &&
        Boolean(request.header(chain.idempotencyHeader))
      );
  }
}

function isWithin(targets: number, all: number): boolean {
  return (targets & ~all) === 0;
}

/** Whether any failure at all could let this request go to a second network target. */
export function couldReplay(decision: Decision): boolean {
  const { chain, request } = decision;
  if (chain.safeMethods.has(request.method) || IDEMPOTENT_UNSAFE.has(request.method)) return true;
  return chain.policy.replay.nonIdempotent !== "never";
}
