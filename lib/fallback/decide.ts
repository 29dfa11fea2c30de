import {
  attemptStep,
  type CompiledChain,
  type CompiledLocal,
  type CompiledNetwork,
} from "./compile-chain.ts";
import { isTaken, newDecision, takeNext, type ChainView, type Decision } from "./decision.ts";
import { nameOf, OUTCOMES, type AttemptEvent, type Outcome } from "./outcome.ts";
import { couldReplay, isReplayAllowed, noteFailure } from "./replay.ts";
import { isEligible, type RequestFacts } from "./request.ts";
import type { ServeEvent, SkipReason, Step } from "./step.ts";
import { stateAt, type StateName } from "./target-state.ts";

/**
 * Starts a request (§2 `serve`). Do `decision.step`, then report to `nextStep`, until the step is `relay`, `exhausted`,
 * `refuse`, `stop`, or a `local` that answered. Time starts at `request.receivedAtMs`.
 */
export function beginServe(chain: CompiledChain, view: ChainView, request: RequestFacts): Decision {
  const decision = newDecision(chain, view, request);
  decision.step = advance(decision, request.receivedAtMs);
  if (request.bodyBytes !== 0 && decision.step.kind === "attempt") planBody(decision, decision.step);
  return decision;
}

/**
 * Reports what came of `decision.step` and returns the next one. Call it as soon as response headers arrive, before
 * anything goes to the client. A failed response must stay available while `chain.keepResponse` asks for it, and in any
 * case until this returns: the next step may be to relay it.
 */
export function nextStep(decision: Decision, event: ServeEvent): Step {
  decision.step = stepAfter(decision, event);
  return decision.step;
}

function stepAfter(decision: Decision, event: ServeEvent): Step {
  switch (event.kind) {
    case "response":
    case "failed":
      return afterAttempt(decision, event);
    case "local_unavailable":
      if (decision.step.kind === "local")
        skip(decision, decision.step.target, { reason: "no_entry", atMs: event.atMs });
      return advance(decision, event.atMs);
    case "body_over_limit":
      return loseBody(decision, event.atMs);
    case "client_gone":
      decision.trace?.push({ atMs: event.atMs, what: "stop", reason: "client_gone" });
      return { kind: "stop" };
  }
}

/** Walks on through the chain to the next thing to do (pass 1, then pass 2). */
function advance(decision: Decision, now: number): Step {
  for (;;) {
    const target = takeNext(decision);
    if (!target) return lastResort(decision, now);
    const step = target.network ? tryNetwork(decision, target, now) : tryLocal(decision, target, now);
    if (step) return step;
  }
}

function tryNetwork(decision: Decision, target: CompiledNetwork, now: number): Step | undefined {
  if (!isEligible(target, decision.request))
    return skip(decision, target.index, { reason: "not_eligible", atMs: now });
  const state = effectiveState(decision, target, now);
  if (state === "up") return attempt(decision, target, now);
  decision[state] |= 1 << target.index;
  return skip(decision, target.index, { reason: state, atMs: now });
}

function effectiveState(decision: Decision, target: CompiledNetwork, now: number): StateName {
  const state = decision.view.states[target.index];
  return state === undefined || !target.triggers.unhealthy ? "up" : stateAt(state, now);
}

/** The attempt, or nothing where budget, deadline, body or replay safety forbid it. */
function attempt(decision: Decision, target: CompiledNetwork, now: number): Step | undefined {
  const forbidden = forbiddenBecause(decision, target, now);
  if (forbidden) {
    if (forbidden === "replay_not_allowed") decision.stoppedForSafety = true;
    return skip(decision, target.index, { reason: forbidden, atMs: now });
  }
  decision.tried |= 1 << target.index;
  decision.attempts += 1;
  decision.attemptAtMs = now;
  decision.trace?.push({
    atMs: now,
    target: target.id,
    what: "attempt",
    reason: `attempt ${decision.attempts}`,
  });
  const remainingMs = decision.deadlineAtMs - now;
  if (remainingMs >= decision.chain.policy.budget.deadlineMs) return target.freshStep;
  const { connectMs, firstByteMs, idleMs } = target.freshStep;
  return attemptStep(
    target.index,
    { connectMs, firstByteMs, idleMs, attemptMs: target.attemptMs },
    remainingMs,
  );
}

function forbiddenBecause(decision: Decision, target: CompiledNetwork, now: number): SkipReason | undefined {
  const { maxAttempts } = decision.chain.policy.budget;
  if (decision.attempts >= maxAttempts) return "budget";
  const remainingMs = decision.deadlineAtMs - now;
  if (remainingMs <= 0 || remainingMs < target.minUsefulMs) return "deadline";
  if (decision.attempts === 0) return undefined;
  if (decision.localOnly) return "too_slow";
  if (decision.bodyLost) return "body_too_large";
  return isReplayAllowed(decision, target) ? undefined : "replay_not_allowed";
}

function tryLocal(decision: Decision, target: CompiledLocal, now: number): Step | undefined {
  if (!isEligible(target, decision.request))
    return skip(decision, target.index, { reason: "not_eligible", atMs: now });
  if (decision.tainted && target.status < 500) {
    decision.stoppedForSafety = true;
    return skip(decision, target.index, { reason: "may_have_executed", atMs: now });
  }
  // Hold-down is there to keep traffic on another working target. Where none is left, a recovered target beats a local answer.
  if (decision.held !== 0 && !isNetworkLeft(decision, now)) {
    const held = tryHeld(decision, now);
    if (held) {
      decision.cursor = target.index;
      return held;
    }
  }
  decision.tried |= 1 << target.index;
  decision.trace?.push({ atMs: now, target: target.id, what: "local", reason: target.kind });
  return target.step;
}

/** Whether a later network target is up and would take the request. */
function isNetworkLeft(decision: Decision, now: number): boolean {
  return decision.chain.targets.some(
    (target) =>
      target.network &&
      target.index >= decision.cursor &&
      !isTaken(decision, target.index) &&
      effectiveState(decision, target, now) === "up" &&
      isEligible(target, decision.request) &&
      forbiddenBecause(decision, target, now) === undefined,
  );
}

function tryHeld(decision: Decision, now: number): Step | undefined {
  return tryOf(decision, "held", now);
}

/** Attempts the first target of a set that may be attempted, taking those looked at out of the set. */
function tryOf(decision: Decision, set: "held" | "ejected", now: number): Step | undefined {
  for (const target of decision.chain.targets) {
    const bit = 1 << target.index;
    if (!target.network || (decision[set] & bit) === 0) continue;
    decision[set] &= ~bit;
    const step = attempt(decision, target, now);
    if (step) return step;
  }
  return undefined;
}

/** Pass 2 and the end: held targets, then `allUnavailable`, then `whenExhausted`. */
function lastResort(decision: Decision, now: number): Step {
  const held = tryHeld(decision, now);
  if (held) return held;
  const unavailable = tryUnavailable(decision, now);
  if (!unavailable) return exhausted(decision, now);
  decision.forced = true;
  return unavailable;
}

function tryUnavailable(decision: Decision, now: number): Step | undefined {
  switch (decision.chain.policy.allUnavailable) {
    case "fail_fast":
      return undefined;
    case "try_anyway":
      return tryOf(decision, "ejected", now);
    case "try_last": {
      const last = decision.chain.targets.findLast(
        (target) => target.network && isEligible(target, decision.request),
      );
      decision.ejected &= last ? 1 << last.index : 0;
      return tryOf(decision, "ejected", now);
    }
  }
}

function exhausted(decision: Decision, now: number): Step {
  const { whenExhausted } = decision.chain.policy;
  const relayed = decision.kept >= 0;
  const synthetic = whenExhausted.respond === "synthetic" ? whenExhausted.status : decision.finalStatus;
  const status = relayed ? decision.keptStatus : synthetic;
  decision.trace?.push({ atMs: now, what: "exhausted", reason: `status ${status}` });
  return { kind: "exhausted", relay: decision.kept, status };
}

function afterAttempt(decision: Decision, event: AttemptEvent): Step {
  const { step } = decision;
  const target = step.kind === "attempt" ? decision.chain.targets[step.target] : undefined;
  // Reported without an attempt under way: nothing to decide about.
  if (!target?.network) return step;
  if (event.kind === "response" && target.failStatus[event.status] !== 1)
    return relay(decision, target, event);
  decision.trace?.push({ atMs: event.atMs, target: target.id, what: "failed", reason: nameOf(event) });
  if (decision.reason === "") decision.reason = nameOf(event);
  decision.localOnly ||= event.atMs - decision.attemptAtMs > decision.chain.slowFailureCutoffMs;
  return event.kind === "response"
    ? afterBadResponse(decision, target, event)
    : afterFailure(decision, target, event);
}

function afterFailure(
  decision: Decision,
  target: CompiledNetwork,
  event: { outcome: Outcome; atMs: number },
): Step {
  const outcome = OUTCOMES[event.outcome];
  noteFailure(decision, target, outcome.mayHaveExecuted);
  decision.finalStatus = outcome.finalStatus;
  if (outcome.trigger === undefined || target.triggers[outcome.trigger]) return advance(decision, event.atMs);
  decision.kept = -1;
  return exhausted(decision, event.atMs);
}

function afterBadResponse(
  decision: Decision,
  target: CompiledNetwork,
  event: { status: number; atMs: number },
): Step {
  const { keepResponse } = decision.chain;
  noteFailure(decision, target, true);
  if (keepResponse === "last" || (keepResponse === "first" && decision.kept < 0)) {
    decision.kept = target.index;
    decision.keptStatus = event.status;
  }
  decision.finalStatus = 502;
  decision.stoppedForSafety = false;
  const next = advance(decision, event.atMs);
  // Stopped for safety, not for want of targets: the answer in hand is the answer.
  if (next.kind !== "exhausted" || !decision.stoppedForSafety) return next;
  decision.failureReturned = true;
  decision.trace?.pop();
  return relay(decision, target, event);
}

function relay(decision: Decision, target: CompiledNetwork, event: { status: number; atMs: number }): Step {
  decision.trace?.push({
    atMs: event.atMs,
    target: target.id,
    what: "relay",
    reason: `status ${event.status}`,
  });
  decision.answerStatus = event.status;
  return target.relayStep;
}

/** Whether the body is kept, sent unkept (no second attempt) or refused, known before the first attempt. */
function planBody(decision: Decision, first: { target: number }): void {
  const { chain, request } = decision;
  const needed = chain.targets.some(
    (target) => target.network && target.index !== first.target && isEligible(target, request),
  );
  if (!needed || chain.policy.budget.maxAttempts < 2 || !couldReplay(decision)) return;
  decision.keepBody = true;
  if (request.bodyBytes > chain.bodyMaxBytes) decision.step = loseBody(decision, request.receivedAtMs);
}

function loseBody(decision: Decision, now: number): Step {
  decision.keepBody = false;
  decision.bodyLost = true;
  if (decision.chain.policy.replay.bodyOverLimit === "no_fallback") return decision.step;
  decision.trace?.push({ atMs: now, what: "refuse", reason: "body_too_large" });
  return { kind: "refuse", status: 413 };
}

function skip(decision: Decision, index: number, why: { reason: SkipReason; atMs: number }): undefined {
  // The cursor is still at 0 while a canary is looked at: passing one over moves nothing off its place.
  const matters = decision.cursor > 0 && why.reason !== "not_eligible";
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
