import type { AttemptStep, Outcome } from "#lib/fallback";
import type { Alarms, Waiting } from "./alarms.ts";
import type { Clock } from "./clock.ts";
import { afterPendingInput } from "./pending-input.ts";
import { UploadTime } from "./upload-time.ts";

interface TimerParts {
  limits: AttemptStep;
  clock: Clock;
  alarms: Alarms;
  /** A limit was reached: the attempt is over. */
  timeUp(outcome: Outcome, detail: string): void;
  /** Nothing of the client's own upload came for too long. Absent: it has none that passes through. */
  stalled?(detail: string): void;
}

/** The limits of one attempt, each from when it counts: connect, first byte, the attempt as a whole, silence. */
export class AttemptTimer implements Waiting {
  readonly #parts: TimerParts;
  readonly #startedAtMs: number;
  #lastByteMs: number;
  #limit: Outcome | "idle" | "upload" = "connect_timeout";
  #upload: UploadTime | undefined;
  /** Of what is being sent now. */
  #isUploading = false;
  #isPaused = false;
  /** How often a limit was set: tells one from the next. */
  #armed = 0;
  dueMs = Number.POSITIVE_INFINITY;
  place = -1;

  constructor(parts: TimerParts) {
    this.#parts = parts;
    this.#startedAtMs = parts.clock.now();
    this.#lastByteMs = this.#startedAtMs;
    parts.alarms.add(this);
    this.connecting();
  }

  #arm(ms: number, limit: Outcome | "idle" | "upload"): void {
    this.#limit = limit;
    this.#armed++;
    this.dueMs = this.#parts.clock.now() + ms;
  }

  /** The next of a phase's own limit and the attempt's. */
  #armWithin(ms: number, limit: Outcome): void {
    const left = this.leftMs;
    if (ms <= left) this.#arm(ms, limit);
    else this.#arm(left, this.#parts.limits.attemptIsDeadline ? "deadline" : "attempt_timeout");
  }

  /** Of the attempt, without the time in which the client was waited for. */
  get leftMs(): number {
    const now = this.#parts.clock.now();
    const spentMs = now - this.#startedAtMs - (this.#upload?.clientsMs(now) ?? 0);
    return Math.max(1, this.#parts.limits.attemptMs - spentMs);
  }

  /** A connection is waited for: nothing was sent, or what was sent was not processed. */
  connecting(): void {
    this.#upload?.turn(false, this.#parts.clock.now());
    this.#isUploading = false;
    const { connectMs, attemptIsDeadline } = this.#parts.limits;
    const left = this.leftMs;
    if (connectMs <= left) this.#arm(connectMs, "connect_timeout");
    else this.#arm(left, attemptIsDeadline ? "connect_deadline" : "connect_timeout");
  }

  /**
   * The client's own upload passes through. `isTaken`: the upstream has taken all there was, so the client is waited for, and
   * only its silence counts; the upstream's turns have the limits of the attempt.
   */
  uploading(isTaken: boolean): void {
    this.moved();
    const { idleMs } = this.#parts.limits;
    const isFirst = !this.#isUploading;
    this.#isUploading = true;
    this.#upload ??= new UploadTime(this.#lastByteMs);
    if (!this.#upload.turn(isTaken, this.#lastByteMs) && !isFirst) return;
    if (isTaken) this.#arm(idleMs, "upload");
    else this.#armWithin(idleMs, "reset");
  }

  /** The request is on its way; the response's headers are awaited. */
  sent(): void {
    this.#upload?.turn(false, this.#parts.clock.now());
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

  /** Nothing more is read: the client is waited for, and its front says for how long. */
  paused(): void {
    this.#isPaused = true;
  }

  resumed(): void {
    this.#isPaused = false;
    this.moved();
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
    if (this.#limit !== "idle" && this.#limit !== "upload") {
      const leftMs = this.#limit === "reset" ? this.#parts.limits.idleMs - (now - this.#lastByteMs) : 0;
      if (leftMs > 0) return this.#armWithin(leftMs, "reset");
      this.#parts.timeUp(this.#limit, `${this.#limit} after ${now - this.#startedAtMs} ms`);
      return;
    }
    const silentMs = this.#isPaused && this.#limit === "idle" ? 0 : now - this.#lastByteMs;
    const left = this.#parts.limits.idleMs - silentMs;
    if (left > 0) this.#arm(left, this.#limit);
    else if (this.#limit === "upload") this.#parts.stalled?.(`nothing of its body came for ${silentMs} ms`);
    else this.#parts.timeUp("reset", `silent for ${silentMs} ms`);
  }
}
