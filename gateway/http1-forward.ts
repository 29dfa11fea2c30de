import type { Outcome } from "#lib/fallback";
import type { Alarms, Waiting } from "./alarms.ts";
import type { Clock } from "./clock.ts";
import { connectOutcome, lossOutcome } from "./failure-kind.ts";
import type { Attempt, AttemptFailure, AttemptListener, Forward, Order } from "./forward.ts";
import { afterPendingInput } from "./pending-input.ts";
import { BodyPump, writeWhole } from "./request-writer.ts";
import { UploadTime } from "./upload-time.ts";
import type { ConnectionUser, UpstreamConnection } from "./upstream-connection.ts";

/** A request that must not be sent twice avoids connections that the upstream may be closing this moment. */
const UNSAFE_MAX_IDLE_MS = 1_000;
/** A kept connection that fails within this time of sending was dead already. */
const STALE_CONNECTION_MS = 500;
/** How long a connection is watched after HEAD. */
const HEAD_REST_MS = 50;

/** `idle`: nothing of the answer comes; `upload`: nothing of the client's body. */
type Limit = Outcome | "idle" | "upload";
type Phase = "connecting" | "sending" | "waiting" | "answering" | "over";

/** The HTTP/1.1 client: one request on one connection at a time, never pipelined. See docs/decisions/0014. */
export function http1Forward(clock: Clock, alarms: Alarms): Forward {
  return (order, listener) => new Http1Attempt({ order, listener, clock, alarms });
}

interface Parts {
  order: Order;
  listener: AttemptListener;
  clock: Clock;
  alarms: Alarms;
}

class Http1Attempt implements Attempt, Waiting, ConnectionUser {
  readonly #order: Order;
  readonly #listener: AttemptListener;
  readonly #clock: Clock;
  readonly #alarms: Alarms;
  readonly #startedAtMs: number;
  #phase: Phase = "connecting";
  #connection: UpstreamConnection | undefined;
  /** The connection has served before. */
  #isKept = false;
  #pump: BodyPump | undefined;
  #upload: UploadTime | undefined;
  /** The system has taken the whole request. */
  #isSent = false;
  #sentAtMs = 0;
  #isAnswered = false;
  #isPaused = false;
  #committed = false;
  lastByteMs = 0;
  dueMs = Number.POSITIVE_INFINITY;
  place = -1;
  /** How often a limit was set: tells one from the next. */
  #armed = 0;
  /** What it means when the limit is reached. */
  #limit: Limit = "connect_timeout";

  constructor({ order, listener, clock, alarms }: Parts) {
    this.#order = order;
    this.#listener = listener;
    this.#clock = clock;
    this.#alarms = alarms;
    alarms.add(this);
    const { atMs: now = clock.now() } = order;
    this.#startedAtMs = now;
    const maxIdleMs = order.repeatable ? Number.POSITIVE_INFINITY : UNSAFE_MAX_IDLE_MS;
    const kept = order.pool.take(now, maxIdleMs);
    if (kept) {
      this.#isKept = true;
      this.#connection = kept;
      this.#send(kept, now);
    } else this.#connect(now);
  }

  #connect(now: number): void {
    const { connectMs, attemptIsDeadline } = this.#order.limits;
    const left = this.#leftMs(now);
    this.#phase = "connecting";
    this.#isKept = false;
    this.#isSent = false;
    if (connectMs <= left) this.#arm(now + connectMs, "connect_timeout");
    else this.#arm(now + left, attemptIsDeadline ? "connect_deadline" : "connect_timeout");
    try {
      this.#connection = this.#order.pool.open(this);
    } catch (error) {
      // Never before the caller knows of this attempt.
      queueMicrotask(() => this.onLost(error as Error));
    }
  }

  onOpen(): void {
    if (this.#connection) this.#send(this.#connection, this.#clock.now());
  }

  #send(connection: UpstreamConnection, now: number): void {
    this.#phase = "sending";
    this.lastByteMs = now;
    const { idleMs } = this.#order.limits;
    connection.begin(this.#order.method, this);
    if (isStream(this.#order.body)) {
      this.#upload = new UploadTime(now);
      this.#arm(now + idleMs, "upload");
      this.#pump = new BodyPump(connection.socket, this.#order, {
        progress: (isTaken) => this.#uploaded(this.#upload as UploadTime, isTaken),
        done: () => this.#sent(this.#clock.now()),
        broken: (error) => this.#clientFailed(error.message),
      });
      return;
    }
    writeWhole(connection.socket, this.#order, (isLater) => this.#sent(isLater ? this.#clock.now() : now));
    // An upstream that does not take what is all here has no more time for it than for anything else.
    if (!this.#isSent) this.#armWithin(now, idleMs, "reset");
  }

  /** While the client is waited for only its silence counts; the upstream's turns have the limits of the attempt. */
  #uploaded(upload: UploadTime, isTaken: boolean): void {
    const now = this.#clock.now();
    this.lastByteMs = now;
    if (!upload.turn(isTaken, now) || this.#phase !== "sending") return;
    const { idleMs } = this.#order.limits;
    if (isTaken) this.#arm(now + idleMs, "upload");
    else this.#armWithin(now, idleMs, "reset");
  }

  #sent(now: number): void {
    this.#isSent = true;
    if (this.#phase !== "sending") return;
    this.#phase = "waiting";
    this.#sentAtMs = now;
    this.#armWithin(now, this.#order.limits.firstByteMs, "first_byte_timeout");
  }

  #arm(dueMs: number, limit: Limit): void {
    this.#limit = limit;
    this.#armed++;
    this.dueMs = dueMs;
  }

  /** The next of a phase's own limit and the attempt's. */
  #armWithin(now: number, ms: number, limit: Outcome): void {
    const left = this.#leftMs(now);
    if (ms <= left) this.#arm(now + ms, limit);
    else this.#arm(now + left, this.#order.limits.attemptIsDeadline ? "deadline" : "attempt_timeout");
  }

  /** Of the attempt, without the time in which the client was waited for. */
  #leftMs(now: number): number {
    const spentMs = now - this.#startedAtMs - (this.#upload?.clientsMs(now) ?? 0);
    return Math.max(1, this.#order.limits.attemptMs - spentMs);
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
    const now = this.#clock.now();
    if (this.#limit !== "idle" && this.#limit !== "upload") {
      const left = this.#limit === "reset" ? this.lastByteMs + this.#order.limits.idleMs - now : 0;
      if (left > 0) return this.#armWithin(now, left, "reset");
      const detail = `${this.#limit} after ${now - this.#startedAtMs} ms`;
      return this.#fail({ outcome: this.#limit, detail });
    }
    // While the client does not take what is here, it is the client that is waited for: its front says for how long.
    const isClients = this.#isPaused && this.#limit === "idle" && !this.#order.isConversation;
    const idleFor = isClients ? 0 : now - this.lastByteMs;
    const left = this.#order.limits.idleMs - idleFor;
    if (left > 0) this.#arm(now + left, this.#limit);
    else if (this.#limit === "upload") this.#clientFailed(`nothing of its body came for ${idleFor} ms`);
    else this.#fail({ outcome: "reset", detail: `silent for ${idleFor} ms` });
  }

  /** The client's body stopped or broke off. */
  #clientFailed(detail: string): void {
    const isItsOwn = this.#phase !== "answering" && !this.#order.isConversation;
    if (!isItsOwn) return this.#fail({ outcome: "reset", detail });
    this.#stop();
    this.#listener.refused(this, detail, 408);
  }

  /** Ends the attempt with a failure and closes its connection. */
  #fail(failure: AttemptFailure): void {
    const before = this.#phase !== "answering";
    this.#stop();
    if (before) this.#listener.failed(this, failure);
    else this.#listener.broken(this, failure);
  }

  #stop(): void {
    this.#phase = "over";
    this.#alarms.remove(this);
    this.#pump?.stop();
    this.#connection?.destroy();
  }

  pause(): void {
    if (this.#phase === "over" || this.#isPaused) return;
    this.#isPaused = true;
    this.#connection?.socket.pause();
  }

  resume(): void {
    if (this.#phase === "over" || !this.#isPaused) return;
    this.#isPaused = false;
    this.lastByteMs = this.#clock.now();
    this.#connection?.socket.resume();
  }

  committed(): void {
    if (this.#phase !== "answering" || this.#committed) return;
    this.#committed = true;
    this.#arm(this.lastByteMs + this.#order.limits.idleMs, "idle");
  }

  cancel(): void {
    if (this.#phase !== "over") this.#stop();
  }

  onAnswering(): void {
    this.#isAnswered = true;
    this.lastByteMs = this.#clock.now();
  }

  onInformation(status: number, headers: readonly string[]): void {
    this.#listener.information(this, status, headers);
  }

  onHead(status: number, headers: readonly string[]): void {
    this.#phase = "answering";
    this.#armWithin(this.lastByteMs, this.#order.limits.idleMs, "reset");
    this.#listener.response(this, { status, headers, body: undefined });
  }

  onBody(chunk: Buffer): void {
    this.#listener.data(this, chunk);
  }

  onEnd(trailers: readonly string[] | undefined): void {
    if (this.#phase === "over") return;
    this.#finish();
    this.#listener.ended(this, trailers);
  }

  onWhole(status: number, headers: readonly string[], body: string): void {
    if (this.#phase === "over") return;
    this.#finish();
    this.#listener.response(this, { status, headers, body });
  }

  /** The answer has ended. */
  #finish(): void {
    this.#phase = "over";
    this.#alarms.remove(this);
    this.#pump?.stop();
    this.#giveBack(this.#connection as UpstreamConnection);
  }

  /**
   * After HEAD a connection serves again only when nothing more came for a moment: a body that a faulty server sends all the
   * same would be taken for the next request's answer. An idle connection that anything comes from is closed.
   */
  #giveBack(connection: UpstreamConnection): void {
    const { pool, method } = this.#order;
    connection.release();
    if (!this.#isSent || !connection.isReusable) return connection.destroy();
    if (this.#isPaused) connection.socket.resume();
    if (method !== "HEAD") return pool.giveBack(connection, this.lastByteMs);
    setTimeout(() => pool.giveBack(connection, this.#clock.now()), HEAD_REST_MS).unref();
  }

  onLost(error: Error): void {
    if (this.#phase === "over") return;
    if (this.#wasStale()) {
      this.#connection = undefined;
      this.#connect(this.#clock.now());
      return;
    }
    const isSecure = this.#order.pool.address.isSecure;
    const outcome = this.#phase === "connecting" ? connectOutcome(error, isSecure) : lossOutcome(error);
    this.#fail({ outcome, detail: error.message });
  }

  /** The upstream closed a kept connection just as the request was written to it, and the request may be repeated. */
  #wasStale(): boolean {
    if (!this.#order.repeatable || this.#isAnswered || !this.#isKept || this.#pump) return false;
    return this.#phase === "waiting" && this.#clock.now() - this.#sentAtMs <= STALE_CONNECTION_MS;
  }
}

function isStream(body: Order["body"]): boolean {
  return body !== undefined && !Buffer.isBuffer(body);
}
