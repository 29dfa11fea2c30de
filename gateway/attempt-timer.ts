import type { AttemptStep, Outcome } from "#lib/fallback";
import type { Alarms, Waiting } from "./alarms.ts";
import type { Clock } from "./clock.ts";
import { afterPendingInput } from "./pending-input.ts";

interface TimerParts {
  limits: AttemptStep;
  clock: Clock;
  alarms: Alarms;
  /** A limit was reached: the attempt is over. */
  timeUp(outcome: Outcome, detail: string): void;
}

/** The limits of one attempt, each from when it counts: connect, first byte, the attempt as a whole, silence. */
export class AttemptTimer implements Waiting {
  readonly #parts: TimerParts;
  readonly #startedAtMs: number;
  #lastByteMs: number;
  #limit: Outcome | "idle" = "connect_timeout";
  /** How often a limit was set: tells one from the next. */
  #armed = 0;
  dueMs = Number.POSITIVE_INFINITY;
  place = -1;

  constructor(parts: TimerParts) {
    this.#parts = parts;
    this.#startedAtMs = parts.clock.now();
    this.#lastByteMs = this.#startedAtMs;
    parts.alarms.add(this);
    const { connectMs, attemptMs, attemptIsDeadline } = parts.limits;
    const limit = connectMs <= attemptMs || !attemptIsDeadline ? "connect_timeout" : "deadline";
    this.#arm(Math.min(connectMs, attemptMs), limit);
  }

  #arm(ms: number, limit: Outcome | "idle"): void {
    this.#limit = limit;
    this.#armed++;
    this.dueMs = this.#parts.clock.now() + ms;
  }

  /** The next of a phase's own limit and the attempt's. */
  #armWithin(ms: number, limit: Outcome): void {
    const { attemptMs, attemptIsDeadline } = this.#parts.limits;
    const left = Math.max(1, attemptMs - (this.#parts.clock.now() - this.#startedAtMs));
    if (ms <= left) this.#arm(ms, limit);
    else this.#arm(left, attemptIsDeadline ? "deadline" : "attempt_timeout");
  }

  /** The client's own upload passes through: only silence counts, for its length is not the upstream's fault. */
  uploading(): void {
    this.moved();
    this.#arm(this.#parts.limits.idleMs, "idle");
  }

  /** The request is on its way; the response's headers are awaited. */
  sent(): void {
    this.#armWithin(this.#parts.limits.firstByteMs, "first_byte_timeout");
  }

  /** The headers are here; nothing was passed on. */
  answered(): void {
    this.moved();
    this.#armWithin(this.#parts.limits.idleMs, "reset");
  }

  /** The headers were passed on: from now on only silence counts. */
  committed(): void {
    this.#arm(this.#parts.limits.idleMs, "idle");
  }

  /** Something came, or went. */
  moved(): void {
    this.#lastByteMs = this.#parts.clock.now();
  }

  stop(): void {
    this.#parts.alarms.remove(this);
    this.#armed++;
  }

  /** A late event loop runs its timers before it reads what has arrived meanwhile: read first, then judge. */
  due(): void {
    const armed = this.#armed;
    this.dueMs = Number.POSITIVE_INFINITY;
    afterPendingInput(() => {
      if (this.#armed === armed) this.#judge();
    });
  }

  #judge(): void {
    const now = this.#parts.clock.now();
    if (this.#limit !== "idle") {
      this.#parts.timeUp(this.#limit, `${this.#limit} after ${now - this.#startedAtMs} ms`);
      return;
    }
    const silentMs = now - this.#lastByteMs;
    const left = this.#parts.limits.idleMs - silentMs;
    if (left > 0) this.#arm(left, "idle");
    else this.#parts.timeUp("reset", `silent for ${silentMs} ms`);
  }
}
