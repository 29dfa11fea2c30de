import { attemptStep, type CompiledNetwork } from "./compile-chain.ts";
import type { Decision } from "./decision.ts";
import { isReplayAllowed } from "./replay.ts";
import { drawFor } from "./request.ts";
import { affordsRepeat, countRepeat } from "./retry-budget.ts";
import { coolsUntil, standing } from "./standing.ts";
import type { SkipReason, Step, TraceEntry } from "./step.ts";

/** Uses of a request's draw beyond one per target: one per repeat. */
const BACKOFF_DRAW = 100;

/** Starts an attempt, which nothing may forbid. */
export function attempt(decision: Decision, target: CompiledNetwork, nowMs: number): Step {
  if (isCharged(decision, target)) {
    const { retries } = decision.view;
    if (retries) countRepeat(retries, nowMs);
  }
  decision.onLast = decision.last === target.index ? decision.onLast + 1 : 1;
  decision.last = target.index;
  decision.tried |= 1 << target.index;
  decision.attempts += 1;
  decision.attemptAtMs = nowMs;
  decision.trace?.push({
    atMs: nowMs,
    target: target.id,
    what: "attempt",
    reason: `attempt ${decision.attempts}`,
  });
  const remainingMs = decision.deadlineAtMs - nowMs;
  const repeat = decision.onLast - 1;
  if (repeat === 0 && remainingMs >= decision.chain.policy.budget.deadlineMs) return target.freshStep;
  const { connectMs, firstByteMs, idleMs } = target.freshStep;
  const limits = { connectMs, firstByteMs, idleMs, attemptMs: target.attemptMs, repeat };
  return attemptStep(target.index, limits, remainingMs);
}

/** Whether an attempt now would be a repeat that the retry budget pays for: same target or failure domain as the last. */
function isCharged(decision: Decision, target: CompiledNetwork): boolean {
  return decision.last >= 0 && (target.sameDomain & (1 << decision.last)) !== 0;
}

/** Why the target may not be attempted at a time, whatever its state: budget, deadline, load, body or replay safety. */
export function forbiddenBecause(
  decision: Decision,
  target: CompiledNetwork,
  atMs: number,
): SkipReason | undefined {
  const { budget } = decision.chain.policy;
  if (decision.attempts >= budget.maxAttempts) return "budget";
  const remainingMs = decision.deadlineAtMs - atMs;
  if (remainingMs <= 0 || remainingMs < target.minUsefulMs) return "deadline";
  if ((decision.view.inFlight?.[target.index] ?? 0) >= target.maxConcurrent) return "overloaded";
  return decision.attempts === 0 ? undefined : repeatForbidden(decision, target, atMs);
}

function repeatForbidden(decision: Decision, target: CompiledNetwork, atMs: number): SkipReason | undefined {
  if (decision.localOnly) return "too_slow";
  if (decision.bodyLost) return "body_too_large";
  if (!isReplayAllowed(decision, target)) return "replay_not_allowed";
  const { retries } = decision.view;
  const { budget } = decision.chain.policy;
  if (retries && isCharged(decision, target) && !affordsRepeat(retries, budget, atMs)) return "retry_budget";
  return undefined;
}

/**
 * Once more on the target that just failed, if `attempts.max` leaves any, nothing forbids it and the failure did not take it
 * out of service. After the backoff, or after what the target asked for where `retryAfter.mode` is `wait`.
 */
export function repeatOn(decision: Decision, target: CompiledNetwork, nowMs: number): Step | undefined {
  if (decision.onLast >= target.attempts.max) return undefined;
  const state = standing(decision, target, nowMs);
  const respiteMs = state === "cooling" ? waitFor(decision, target, nowMs) : 0;
  if ((state !== "up" && state !== "cooling") || respiteMs === undefined) return undefined;
  const delayMs = Math.max(respiteMs, backoffMs(decision, target));
  if (forbiddenBecause(decision, target, nowMs + delayMs) !== undefined) return undefined;
  if (delayMs === 0) return attempt(decision, target, nowMs);
  decision.waitedMs += respiteMs;
  return waitStep(decision, target, { nowMs, untilMs: nowMs + delayMs });
}

/** A wait for a cooling target that was not tried yet, where the policy waits at all and it is short enough. */
export function waitForTarget(decision: Decision, target: CompiledNetwork, nowMs: number): Step | undefined {
  const respiteMs = waitFor(decision, target, nowMs);
  if (respiteMs === undefined || forbiddenBecause(decision, target, nowMs + respiteMs)) return undefined;
  decision.waitedMs += respiteMs;
  return waitStep(decision, target, { nowMs, untilMs: nowMs + respiteMs });
}

function waitFor(decision: Decision, target: CompiledNetwork, nowMs: number): number | undefined {
  const respiteMs = coolsUntil(decision, target, nowMs) - nowMs;
  return decision.waitedMs + respiteMs <= decision.chain.maxWaitMs ? respiteMs : undefined;
}

function backoffMs({ onLast, attempts, request }: Decision, target: CompiledNetwork): number {
  const { baseMs, maxMs, jitter } = target.attempts.backoff;
  const wholeMs = Math.min(maxMs, baseMs * 2 ** (onLast - 1));
  const drawn = jitter === "none" ? 1 : drawFor(request.draw, BACKOFF_DRAW + attempts);
  return Math.round(wholeMs * drawn);
}

function waitStep(
  decision: Decision,
  target: CompiledNetwork,
  { nowMs, untilMs }: { nowMs: number; untilMs: number },
): Step {
  const entry: TraceEntry = { atMs: nowMs, target: target.id, what: "wait", reason: `${untilMs - nowMs} ms` };
  decision.trace?.push(entry);
  return { kind: "wait", target: target.index, untilMs };
}
