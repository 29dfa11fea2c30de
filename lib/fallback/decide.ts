import { repeatOn } from "./attempting.ts";
import type { CompiledChain, CompiledNetwork } from "./compile-chain.ts";
import { newDecision, type ChainView, type Decision } from "./decision.ts";
import { movesOn, triggerHeader } from "./moves-on.ts";
import { nameOf, OUTCOMES, type AttemptEvent, type FailedEvent, type ResponseEvent } from "./outcome.ts";
import { couldReplay, noteFailure } from "./replay.ts";
import { isEligible, type RequestFacts } from "./request.ts";
import type { ServeEvent, Step } from "./step.ts";
import { advance, afterWait, exhausted, skip } from "./walk.ts";

/**
 * Starts a request (§2 `serve`). Do `decision.step`, then report to `nextStep`, until the step is `relay`, `exhausted`,
 * `refuse`, `stop`, or a `local` that answered. Time starts at `request.receivedAtMs`.
 *
 * Around it, in this order: `countRequest` once per request; `onAttempt` for each `attempt` step when it is begun;
 * `onOutcome` for each event of an attempt, before `nextStep`, because a failure decides whether the same target is repeated.
 */
export function beginServe(chain: CompiledChain, view: ChainView, request: RequestFacts): Decision {
  const decision = newDecision(chain, view, request);
  decision.step = advance(decision, request.receivedAtMs);
  if (request.bodyBytes !== 0) planBody(decision, decision.step);
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
    case "first_event":
      return afterAttempt(decision, event);
    case "waited":
      return afterWait(decision, event.atMs);
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

function afterAttempt(decision: Decision, event: AttemptEvent): Step {
  const { step } = decision;
  const target =
    step.kind === "attempt" || step.kind === "hold" ? decision.chain.targets[step.target] : undefined;
  // Reported without an attempt under way: nothing to decide about.
  if (!target?.network) return step;
  if (event.kind === "first_event") return relay(decision, target, event.atMs);
  if (event.kind === "response") {
    decision.answerStatus = event.status;
    if (!movesOn(target, event)) return afterGoodResponse(decision, target, event);
  }
  const reason = failureName(target, event);
  decision.trace?.push({ atMs: event.atMs, target: target.id, what: "failed", reason });
  if (decision.reason === "") decision.reason = reason;
  decision.localOnly ||= event.atMs - decision.attemptAtMs > decision.chain.slowFailureCutoffMs;
  return event.kind === "response"
    ? afterBadResponse(decision, target, event)
    : afterFailure(decision, target, event);
}

function failureName(target: CompiledNetwork, event: ResponseEvent | FailedEvent): string {
  if (event.kind === "failed" || target.failStatus[event.status] === 1) return nameOf(event);
  return `header ${triggerHeader(target, event)}`;
}

function afterGoodResponse(decision: Decision, target: CompiledNetwork, event: ResponseEvent): Step {
  if (event.awaitsEvent !== true) return relay(decision, target, event.atMs);
  const { firstEventMs } = decision.chain.policy.stream;
  const remainingMs = Math.max(0, decision.deadlineAtMs - event.atMs);
  const isDeadline = remainingMs <= firstEventMs;
  decision.trace?.push({ atMs: event.atMs, target: target.id, what: "hold", reason: "first_event" });
  return {
    kind: "hold",
    target: target.index,
    firstEventMs: isDeadline ? remainingMs : firstEventMs,
    isDeadline,
  };
}

function afterFailure(decision: Decision, target: CompiledNetwork, event: FailedEvent): Step {
  const outcome = OUTCOMES[event.outcome];
  noteFailure(decision, target, outcome.mayHaveExecuted);
  decision.finalStatus = outcome.finalStatus;
  if (outcome.trigger === undefined || target.triggers[outcome.trigger])
    return repeatOn(decision, target, event.atMs) ?? advance(decision, event.atMs);
  decision.kept = -1;
  return exhausted(decision, event.atMs);
}

function afterBadResponse(decision: Decision, target: CompiledNetwork, event: ResponseEvent): Step {
  const { keepResponse } = decision.chain;
  noteFailure(decision, target, true);
  if (keepResponse === "last" || (keepResponse === "first" && decision.kept < 0)) {
    decision.kept = target.index;
    decision.keptStatus = event.status;
  }
  decision.finalStatus = 502;
  decision.stoppedForSafety = false;
  const next = repeatOn(decision, target, event.atMs) ?? advance(decision, event.atMs);
  // Stopped for safety, not for want of targets: the answer in hand is the answer.
  if (next.kind !== "exhausted" || !decision.stoppedForSafety) return next;
  decision.failureReturned = true;
  decision.trace?.pop();
  return relay(decision, target, event.atMs);
}

function relay(decision: Decision, target: CompiledNetwork, atMs: number): Step {
  decision.trace?.push({
    atMs,
    target: target.id,
    what: "relay",
    reason: `status ${decision.answerStatus}`,
  });
  return target.relayStep;
}

/** Whether the body is kept, sent unkept (no second attempt) or refused, known before the first attempt. */
function planBody(decision: Decision, first: Step): void {
  const { chain, request } = decision;
  if (first.kind !== "attempt" && first.kind !== "wait" && !mayLackAnswer(chain, first)) return;
  const needed = chain.targets.some(
    (target) =>
      target.network &&
      (target.index !== first.target || target.attempts.max > 1) &&
      isEligible(target, request),
  );
  if (!needed || chain.policy.budget.maxAttempts < 2 || !couldReplay(decision)) return;
  decision.keepBody = true;
  if (request.bodyBytes > chain.bodyMaxBytes) decision.step = loseBody(decision, request.receivedAtMs);
}

/** A stale target, which may turn out to have nothing: a network target follows then. */
function mayLackAnswer(chain: CompiledChain, step: Step): step is Extract<Step, { kind: "local" }> {
  const target = step.kind === "local" ? chain.targets[step.target] : undefined;
  return target?.network === false && target.kind === "stale";
}

function loseBody(decision: Decision, now: number): Step {
  decision.keepBody = false;
  decision.bodyLost = true;
  if (decision.chain.policy.replay.bodyOverLimit === "no_fallback") return decision.step;
  decision.trace?.push({ atMs: now, what: "refuse", reason: "body_too_large" });
  return { kind: "refuse", status: 413 };
}
