import type { Dispatcher } from "undici";
import type { Outcome } from "#lib/fallback";
import type { Alarms, Waiting } from "./alarms.ts";
import type { Clock } from "./clock.ts";
import type { Connection } from "./connection-pool.ts";
import { connectOutcome, isUnsendable, lossOutcome } from "./failure-kind.ts";
import type { Attempt, AttemptFailure, AttemptListener, Forward, Order } from "./forward.ts";
import { afterPendingInput } from "./pending-input.ts";

/** A request that must not be sent twice avoids connections that the upstream may be closing this moment. */
const UNSAFE_MAX_IDLE_MS = 1_000;
/** A kept connection that fails within this time of sending was dead already. */
const STALE_CONNECTION_MS = 500;

/** How long a connection is watched after HEAD. */
const HEAD_REST_MS = 50;

type Phase = "connecting" | "sending" | "waiting" | "answering" | "over";

/** The HTTP client: undici's own request parsing and pooling left out, its connection handling and response parser used. */
export function undiciForward(clock: Clock, alarms: Alarms): Forward {
  return (order, listener) => new UndiciAttempt({ order, listener, clock, alarms });
}

interface Parts {
  order: Order;
  listener: AttemptListener;
  clock: Clock;
  alarms: Alarms;
}

class UndiciAttempt implements Attempt, Waiting, Dispatcher.DispatchHandler {
  readonly #order: Order;
  readonly #listener: AttemptListener;
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  #phase: Phase = "connecting";
  #connection: Connection;
  #openedBefore = 0;
  #sentAtMs = 0;
  #answered = false;
  #controller: Dispatcher.DispatchController | undefined;
  readonly #alarms: Alarms;
  dueMs = Number.POSITIVE_INFINITY;
  /** How often a limit was set: tells one from the next. */
  #armed = 0;
  /** What it means when the limit is reached. */
  #limit: Outcome | "idle" = "connect_timeout";
  #committed = false;
  #lastByteMs = 0;

  constructor({ order, listener, clock, alarms }: Parts) {
    this.#order = order;
    this.#listener = listener;
    this.#clock = clock;
    this.#alarms = alarms;
    alarms.add(this);
    this.#startedAtMs = clock.now();
    const maxIdleMs = order.repeatable ? Number.POSITIVE_INFINITY : UNSAFE_MAX_IDLE_MS;
    this.#connection = order.pool.take(this.#startedAtMs, maxIdleMs);
    this.#dispatch();
  }

  #dispatch(): void {
    const { connectMs, attemptMs } = this.#order.limits;
    this.#phase = "connecting";
    this.#openedBefore = this.#connection.opened;
    this.#arm(Math.min(connectMs, attemptMs), "connect_timeout");
    this.#connection.client.dispatch(
      {
        method: this.#order.method,
        path: this.#order.path,
        headers: this.#order.headers,
        body: this.#order.body ?? null,
        blocking: false,
        // undici closes after HEAD unless told otherwise: a server may wrongly send a body. See giveBack below.
        reset: false,
        servername: this.#order.pool.serverName,
      } as Dispatcher.DispatchOptions,
      this,
    );
  }

  #arm(ms: number, limit: Outcome | "idle"): void {
    this.#limit = limit;
    this.#armed++;
    this.dueMs = this.#clock.now() + ms;
  }

  /** The next of a phase's own limit and the attempt's. */
  #armWithin(ms: number, limit: Outcome): void {
    const { attemptMs } = this.#order.limits;
    const left = Math.max(1, attemptMs - (this.#clock.now() - this.#startedAtMs));
    if (ms <= left) this.#arm(ms, limit);
    else this.#arm(left, this.#order.limits.attemptIsDeadline ? "deadline" : "attempt_timeout");
  }

  /** A late event loop runs its timers before it reads what has arrived meanwhile: read first, then judge. */
  due(): void {
    const armed = this.#armed;
    this.dueMs = Number.POSITIVE_INFINITY;
    afterPendingInput(() => {
      if (this.#phase !== "over" && this.#armed === armed) this.#timeUp();
    });
  }

  /** A limit was reached: `#limit` says which. */
  #timeUp(): void {
    if (this.#limit === "idle") {
      const idleFor = this.#clock.now() - this.#lastByteMs;
      const left = this.#order.limits.idleMs - idleFor;
      if (left > 0) return this.#arm(left, "idle");
      return this.#fail({ outcome: "reset", detail: `silent for ${idleFor} ms` });
    }
    const outcome =
      this.#phase === "connecting" && this.#attemptEnds() ? this.#attemptOutcome() : this.#limit;
    this.#fail({ outcome, detail: `${outcome} after ${this.#clock.now() - this.#startedAtMs} ms` });
  }

  #attemptEnds(): boolean {
    return this.#order.limits.attemptMs < this.#order.limits.connectMs;
  }

  #attemptOutcome(): Outcome {
    return this.#order.limits.attemptIsDeadline ? "deadline" : "connect_timeout";
  }

  /** Ends the attempt with a failure and closes its connection. */
  #fail(failure: AttemptFailure): void {
    const before = this.#phase !== "answering";
    this.#stop(new Error(failure.detail));
    if (before) this.#listener.failed(this, failure);
    else this.#listener.broken(this, failure);
  }

  #stop(reason: Error): void {
    this.#phase = "over";
    this.#alarms.remove(this);
    if (this.#controller) this.#controller.abort(reason);
    this.#connection.destroy();
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#lastByteMs = this.#clock.now();
    this.#controller?.resume();
  }

  committed(): void {
    if (this.#phase !== "answering" || this.#committed) return;
    this.#committed = true;
    this.#arm(this.#order.limits.idleMs, "idle");
  }

  cancel(): void {
    if (this.#phase !== "over") this.#stop(new Error("no longer wanted"));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#phase === "over") {
      controller.abort(new Error("no longer wanted"));
      return;
    }
    this.#controller = controller;
    this.#phase = "sending";
    this.#lastByteMs = this.#clock.now();
    // While the client's own upload passes through, only silence counts: its length is not the upstream's fault.
    if (isStream(this.#order.body)) this.#arm(this.#order.limits.idleMs, "idle");
  }

  onBodySent(): void {
    this.#lastByteMs = this.#clock.now();
  }

  onRequestSent(): void {
    if (this.#phase !== "sending") return;
    this.#phase = "waiting";
    this.#sentAtMs = this.#clock.now();
    if (isStream(this.#order.body)) this.#arm(this.#order.limits.firstByteMs, "first_byte_timeout");
    else this.#armWithin(this.#order.limits.firstByteMs, "first_byte_timeout");
  }

  onResponseStarted(): void {
    this.#answered = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (this.#phase === "over") return;
    const rawHeaders = (controller.rawHeaders ?? []) as (Buffer | string)[];
    if (status < 200) {
      this.#listener.information(this, status, rawHeaders);
      return;
    }
    this.#phase = "answering";
    this.#lastByteMs = this.#clock.now();
    this.#armWithin(this.#order.limits.idleMs, "reset");
    this.#listener.response(this, status, rawHeaders);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#phase !== "answering") return;
    this.#lastByteMs = this.#clock.now();
    this.#listener.data(this, chunk);
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.#phase === "over") return;
    this.#phase = "over";
    this.#alarms.remove(this);
    if (this.#order.method === "HEAD") this.#restConnection(this.#connection);
    else this.#order.pool.giveBack(this.#connection, this.#clock.now());
    this.#listener.ended(this, controller.rawTrailers as (Buffer | string)[] | undefined);
  }

  /**
   * After HEAD a connection serves again only when nothing more came for a moment: a body that a faulty server sends all the
   * same would be taken for the next request's answer. undici closes an idle connection that anything comes from.
   */
  #restConnection(connection: Connection): void {
    const { pool } = this.#order;
    setTimeout(() => pool.giveBack(connection, this.#clock.now()), HEAD_REST_MS).unref();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#phase === "over") return;
    if (isUnsendable(error)) {
      this.#stop(error);
      this.#listener.refused(this, error.message);
      return;
    }
    if (this.#wasStale()) {
      this.#controller = undefined;
      this.#connection.destroy();
      this.#connection = this.#order.pool.open();
      this.#dispatch();
      return;
    }
    const sent = this.#controller !== undefined;
    const outcome = sent
      ? lossOutcome(error)
      : connectOutcome(error, this.#order.pool.origin.startsWith("https:"));
    this.#fail({ outcome, detail: error.message });
  }

  /** The upstream closed a kept connection just as the request was written to it, and the request may be repeated. */
  #wasStale(): boolean {
    if (!this.#order.repeatable || this.#answered || isStream(this.#order.body)) return false;
    if (this.#controller === undefined || this.#connection.opened > this.#openedBefore) return false;
    return this.#clock.now() - this.#sentAtMs <= STALE_CONNECTION_MS;
  }
}

function isStream(body: Order["body"]): boolean {
  return body !== undefined && !Buffer.isBuffer(body);
}
