import { attempt, forbiddenBecause, waitForTarget } from "./attempting.ts";
import type { CompiledLocal, CompiledNetwork } from "./compile-chain.ts";
import { isTaken, takeNext, type Decision } from "./decision.ts";
import { isEligible } from "./request.ts";
import { standing } from "./standing.ts";
import type { SkipReason, Step } from "./step.ts";

/** Walks on through the chain to the next thing to do (pass 1, then pass 2). */
export function advance(decision: Decision, nowMs: number): Step {
  for (;;) {
    const target = takeNext(decision);
    if (!target) return lastResort(decision, nowMs);
    const step = target.network ? tryNetwork(decision, target, nowMs) : tryLocal(decision, target, nowMs);
    if (step) return step;
  }
}

/** What follows a wait: the target that was waited for, if its state and everything else still allow it, or those after it. */
export function afterWait(decision: Decision, nowMs: number): Step {
  const { step } = decision;
  const target = step.kind === "wait" ? decision.chain.targets[step.target] : undefined;
  // Reported without a wait under way: nothing to decide about.
  if (!target?.network) return step;
  const isRepeat = (decision.tried & (1 << target.index)) !== 0;
  if (!isRepeat) return tryNetwork(decision, target, nowMs) ?? advance(decision, nowMs);
  const state = standing(decision, target, nowMs);
  const again =
    state === "up"
      ? tryAttempt(decision, target, nowMs)
      : skip(decision, target.index, { reason: state, atMs: nowMs });
  return again ?? advance(decision, nowMs);
}

function tryNetwork(decision: Decision, target: CompiledNetwork, nowMs: number): Step | undefined {
  if (!isEligible(target, decision.request))
    return skip(decision, target.index, { reason: "not_eligible", atMs: nowMs });
  const state = standing(decision, target, nowMs);
  if (state === "up") return tryAttempt(decision, target, nowMs);
  if (state === "cooling") {
    const wait = waitForTarget(decision, target, nowMs);
    if (wait) return wait;
  }
  if (state === "held" || state === "ramping") decision.held |= 1 << target.index;
  else decision.unavailable |= 1 << target.index;
  return skip(decision, target.index, { reason: state, atMs: nowMs });
}

/** The attempt, or nothing where budget, deadline, load, body or replay safety forbid it. */
function tryAttempt(decision: Decision, target: CompiledNetwork, nowMs: number): Step | undefined {
  const forbidden = forbiddenBecause(decision, target, nowMs);
  if (!forbidden) return attempt(decision, target, nowMs);
  if (forbidden === "replay_not_allowed") decision.stoppedForSafety = true;
  skip(decision, target.index, { reason: forbidden, atMs: nowMs });
  // Not to move on from a full target is to shed the request, but not for a canary that nobody needs.
  const isCanary = target.index === decision.canary && decision.cursor === 0;
  return forbidden === "overloaded" && !target.triggers.overloaded && !isCanary
    ? exhausted(decision, nowMs)
    : undefined;
}

function tryLocal(decision: Decision, target: CompiledLocal, nowMs: number): Step | undefined {
  if (!isEligible(target, decision.request))
    return skip(decision, target.index, { reason: "not_eligible", atMs: nowMs });
  if (decision.executors !== 0 && target.status < 500) {
    decision.stoppedForSafety = true;
    return skip(decision, target.index, { reason: "may_have_executed", atMs: nowMs });
  }
  // Hold-down is there to keep traffic on another working target. Where none is left, a recovered target beats a local answer.
  if (decision.held !== 0 && !isNetworkLeft(decision, nowMs)) {
    const held = tryOf(decision, "held", nowMs);
    if (held) {
      decision.cursor = target.index;
      return held;
    }
  }
  decision.tried |= 1 << target.index;
  decision.trace?.push({ atMs: nowMs, target: target.id, what: "local", reason: target.kind });
  return target.step;
}

/** Whether a later network target is up and would take the request. */
function isNetworkLeft(decision: Decision, nowMs: number): boolean {
  return decision.chain.targets.some(
    (target) =>
      target.network &&
      target.index >= decision.cursor &&
      !isTaken(decision, target.index) &&
      standing(decision, target, nowMs) === "up" &&
      isEligible(target, decision.request) &&
      forbiddenBecause(decision, target, nowMs) === undefined,
  );
}

/** Whether nothing over the network would follow if the attempt under way failed now, unsent: no repeat and no other target. */
export function isLastTry(decision: Decision, nowMs: number): boolean {
  const target = decision.chain.targets[decision.last];
  if (!target?.network || !target.triggers.connectFailure) return true;
  const isRepeated =
    decision.onLast < target.attempts.max && forbiddenBecause(decision, target, nowMs) === undefined;
  return !isRepeated && !isNetworkLeft(decision, nowMs);
}

/** Attempts the first target of a set that may be attempted, taking those looked at out of the set. */
function tryOf(decision: Decision, set: "held" | "unavailable", nowMs: number): Step | undefined {
  for (const target of decision.chain.targets) {
    const bit = 1 << target.index;
    if (!target.network || (decision[set] & bit) === 0) continue;
    decision[set] &= ~bit;
    const step = tryAttempt(decision, target, nowMs);
    if (step) return step;
  }
  return undefined;
}

/** Pass 2 and the end: held targets, then `allUnavailable`, then `whenExhausted`. */
function lastResort(decision: Decision, nowMs: number): Step {
  const held = tryOf(decision, "held", nowMs);
  if (held) return held;
  const unavailable = tryUnavailable(decision, nowMs);
  if (!unavailable) return exhausted(decision, nowMs);
  decision.forced = true;
  return unavailable;
}

function tryUnavailable(decision: Decision, nowMs: number): Step | undefined {
  switch (decision.chain.policy.allUnavailable) {
    case "fail_fast":
      return undefined;
    case "try_anyway":
      return tryOf(decision, "unavailable", nowMs);
    case "try_last": {
      const last = decision.chain.targets.findLast(
        (target) => target.network && isEligible(target, decision.request),
      );
      decision.unavailable &= last ? 1 << last.index : 0;
      return tryOf(decision, "unavailable", nowMs);
    }
  }
}

/** Nothing more to try. */
export function exhausted(decision: Decision, nowMs: number): Step {
  const { whenExhausted } = decision.chain.policy;
  const relayed = decision.kept >= 0;
  const synthetic = whenExhausted.respond === "synthetic" ? whenExhausted.status : decision.finalStatus;
  const status = relayed ? decision.keptStatus : synthetic;
  decision.trace?.push({ atMs: nowMs, what: "exhausted", reason: `status ${status}` });
  return { kind: "exhausted", relay: decision.kept, status };
}

/** Passes over a target. */
export function skip(
  decision: Decision,
  index: number,
  why: { reason: SkipReason; atMs: number },
): undefined {
  // The cursor is still at 0 while a canary is looked at: passing one over moves nothing off its place.
  const matters = (decision.cursor > 0 || decision.canary < 0) && why.reason !== "not_eligible";
  if (matters && decision.reason === "") decision.reason = why.reason;
  if (!decision.trace) return;
  const target = decision.chain.targets[index];
  decision.trace.push({
    atMs: why.atMs,
    ...(target ? { target: target.id } : {}),
    what: "skip",
    reason: why.reason,
  });
}
