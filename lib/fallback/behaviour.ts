import type { AttemptEvent, Outcome } from "./outcome.ts";
import type { AttemptStep } from "./step.ts";

/** How an upstream behaves in a simulation. `slow` answers 200 after `ms`; `hangs` accepts and never answers. */
export type Behaviour =
  | { kind: "up" }
  | { kind: "refused" }
  | { kind: "hangs" }
  | { kind: "reset" }
  | { kind: "slow"; ms: number }
  | { kind: "status"; status: number; retryAfterMs?: number };

/** Virtual time of an upstream's prompt answer and of a refused connection. */
const ANSWER_MS = 10;
const REFUSE_MS = 1;

/** What comes of an attempt on an upstream that behaves so, started at `atMs`. */
export function attemptOn(behaviour: Behaviour, step: AttemptStep, atMs: number): AttemptEvent {
  switch (behaviour.kind) {
    case "up":
      return respond(step, { status: 200, afterMs: ANSWER_MS, atMs });
    case "slow":
      return respond(step, { status: 200, afterMs: behaviour.ms, atMs });
    case "status":
      return respond(step, {
        status: behaviour.status,
        afterMs: ANSWER_MS,
        atMs,
        retryAfterMs: behaviour.retryAfterMs,
      });
    case "hangs":
      return respond(step, { status: 200, afterMs: Infinity, atMs });
    case "refused":
      return fail(step, { outcome: "connect_refused", afterMs: REFUSE_MS, atMs });
    case "reset":
      return fail(step, { outcome: "reset", afterMs: ANSWER_MS, atMs });
  }
}

/** Whether an active probe of an upstream that behaves so passes. */
export function probeOf(
  behaviour: Behaviour,
  limits: { timeoutMs: number; statuses: Uint8Array; tcp: boolean },
): boolean {
  switch (behaviour.kind) {
    case "up":
      return true;
    case "refused":
      return false;
    case "hangs":
    case "reset":
      return limits.tcp;
    case "slow":
      return limits.tcp || behaviour.ms <= limits.timeoutMs;
    case "status":
      return limits.tcp || limits.statuses[behaviour.status] === 1;
  }
}

interface Answer {
  status: number;
  afterMs: number;
  atMs: number;
  retryAfterMs?: number | undefined;
}

function respond(step: AttemptStep, answer: Answer): AttemptEvent {
  if (answer.afterMs >= Math.min(step.firstByteMs, step.attemptMs)) return timeout(step, answer.atMs);
  const { status, retryAfterMs } = answer;
  return { kind: "response", status, retryAfterMs, atMs: answer.atMs + answer.afterMs };
}

function fail(step: AttemptStep, failure: { outcome: Outcome; afterMs: number; atMs: number }): AttemptEvent {
  if (failure.afterMs >= step.attemptMs) return timeout(step, failure.atMs);
  return { kind: "failed", outcome: failure.outcome, atMs: failure.atMs + failure.afterMs };
}

function timeout(step: AttemptStep, atMs: number): AttemptEvent {
  if (step.firstByteMs < step.attemptMs) {
    return { kind: "failed", outcome: "first_byte_timeout", atMs: atMs + step.firstByteMs };
  }
  const outcome: Outcome = step.attemptIsDeadline ? "deadline" : "attempt_timeout";
  return { kind: "failed", outcome, atMs: atMs + step.attemptMs };
}
