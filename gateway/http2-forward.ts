import { constants, type ClientHttp2Session, type ClientHttp2Stream } from "node:http2";
import type { Readable } from "node:stream";
import type { Outcome } from "#lib/fallback";
import type { Alarms } from "./alarms.ts";
import { AttemptTimer } from "./attempt-timer.ts";
import type { Clock } from "./clock.ts";
import { connectOutcome } from "./failure-kind.ts";
import type { Attempt, AttemptFailure, AttemptListener, Forward, Order } from "./forward.ts";
import { onceWhole, unread } from "./http2-end.ts";
import { requestFields, withoutPseudo } from "./http2-fields.ts";
import type { Http2Connection, Http2Pool, SessionUser } from "./http2-pool.ts";

/** A kept connection that fails within this time of sending was dead already. */
const STALE_CONNECTION_MS = 500;

/**
 * The HTTP/2 client, and the choice between it and HTTP/1.1: a pool without `http2` never speaks it, one that negotiates
 * goes over to `http1` when the server wants that.
 */
export function anyHttp(http1: Forward, { clock, alarms }: { clock: Clock; alarms: Alarms }): Forward {
  return (order, listener) => {
    const pool = order.pool.http2;
    if (!pool || pool.prefersHttp1(clock.now())) return http1(order, listener);
    return new Http2Attempt({ order, listener, pool, http1, clock, alarms });
  };
}

interface Parts {
  order: Order;
  listener: AttemptListener;
  pool: Http2Pool;
  http1: Forward;
  clock: Clock;
  alarms: Alarms;
}

type Phase = "connecting" | "sending" | "answering" | "over";

class Http2Attempt implements Attempt, SessionUser {
  readonly #parts: Parts;
  readonly #timer: AttemptTimer;
  #phase: Phase = "connecting";
  #connection: Http2Connection | undefined;
  #stream: ClientHttp2Stream | undefined;
  #sentAtMs = 0;
  #wasKept = false;
  #isSecondTry = false;
  #body: Order["body"];
  #trailers: string[] | undefined;
  /** The server has sent all of its answer, though not all of it may have been read. */
  #isWhole = false;
  /** The server wanted HTTP/1.1: the attempt that is made in its place. */
  #other: Attempt | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { order, clock, alarms } = parts;
    this.#body = order.body;
    const timeUp = (outcome: Outcome, detail: string) => this.#fail({ outcome, detail });
    const stalled = (detail: string) => this.#clientFailed(detail);
    this.#timer = new AttemptTimer({ limits: order.limits, clock, alarms, timeUp, stalled });
    this.#connect(false);
  }

  #connect(isNew: boolean): void {
    const { order, pool } = this.#parts;
    const before = this.#connection;
    try {
      const taken = pool.use(this, { isRepeatable: order.repeatable, isNew });
      // Told at once that it is ready, the attempt may have gone on to another since.
      if (this.#connection === before) this.#connection = taken;
    } catch (error) {
      // The caller is told once it has the attempt in hand.
      queueMicrotask(() => this.failed(error as Error));
    }
  }

  failed(error: Error): void {
    if (this.#phase !== "connecting") return;
    const isSecure = this.#parts.order.pool.origin.startsWith("https:");
    this.#fail({ outcome: connectOutcome(error, isSecure), detail: error.message });
  }

  isHttp1(): void {
    if (this.#phase !== "connecting") return;
    this.#phase = "over";
    this.#timer.stop();
    const { order, http1, listener, clock } = this.#parts;
    const limits = { ...order.limits, attemptMs: this.#timer.leftMs };
    // The handshake took its time: it is later than when it was ordered.
    this.#other = http1({ ...order, limits, atMs: clock.now() }, listener);
  }

  ready(connection: Http2Connection): void {
    if (this.#phase !== "connecting") return;
    this.#connection = connection;
    const { session } = connection;
    if (!session) return this.#connect(false);
    this.#wasKept = connection.served > 0;
    try {
      this.#send(session, connection);
    } catch (error) {
      this.#phase = "over";
      this.#timer.stop();
      this.#stream?.close(constants.NGHTTP2_CANCEL);
      this.#parts.listener.refused(this, (error as Error).message, 400);
    }
  }

  #send(session: ClientHttp2Session, connection: Http2Connection): void {
    const body = this.#body;
    const isPiped = body !== undefined && !Buffer.isBuffer(body);
    // Node ends a stream that it closes, and then resets it, unless there may be trailers: a part of a body would pass for all.
    const options = { endStream: body === undefined, waitForTrailers: isPiped };
    // Node takes the flat list of names and values; its types know only the object.
    const stream = session.request(requestFields(this.#parts.order) as never, options);
    this.#stream = stream;
    this.#phase = "sending";
    this.#sentAtMs = this.#parts.clock.now();
    connection.enter();
    this.#listen(stream, connection);
    if (body === undefined) this.#timer.sent();
    else this.#sendBody(stream, body);
  }

  #sendBody(stream: ClientHttp2Stream, body: Buffer | Readable): void {
    stream.once("finish", () => {
      if (this.#phase === "sending" && this.#stream === stream) this.#timer.sent();
    });
    const uploading = (isTaken: boolean) => {
      if (this.#stream !== stream) return;
      if (this.#phase === "sending") this.#timer.uploading(isTaken);
      // The server may be listening to a client that goes on: only the silence of both is one.
      else if (this.#phase === "answering") this.#timer.moved();
    };
    uploading(!Buffer.isBuffer(body));
    if (Buffer.isBuffer(body)) return void stream.end(body);
    body.once("error", (error) => this.#clientFailed(error.message));
    body.pipe(stream);
    // Behind the pipe's own listeners, so that it is known whether what came was taken.
    body.on("data", () => uploading(!stream.writableNeedDrain));
    stream.on("drain", () => uploading(true));
    body.once("end", () => uploading(false));
  }

  /** The client's body stopped or broke off. */
  #clientFailed(detail: string): void {
    if (this.#phase === "over" || this.#phase === "connecting") return;
    const isItsOwn = this.#phase !== "answering" && !this.#parts.order.isConversation;
    if (!isItsOwn) return this.#fail({ outcome: "reset", detail });
    this.#stop();
    this.#parts.listener.refused(this, detail, 408);
  }

  #listen(stream: ClientHttp2Stream, connection: Http2Connection): void {
    let wasAnswered = false;
    onceWhole(stream, () => (this.#isWhole = true));
    stream.on("headers", (headers, _flags, ...more) => {
      connection.heard();
      const [raw = []] = more as unknown as [string[] | undefined];
      this.#parts.listener.information(this, Number(headers[":status"]), withoutPseudo(raw));
    });
    stream.on("response", (headers, flags, ...more) => {
      wasAnswered = true;
      connection.heard();
      const [raw = []] = more as unknown as [string[] | undefined];
      this.#answered(Number(headers[":status"]), withoutPseudo(raw));
      // At once, so that what came as one is passed on as one: a gRPC status without a message is such an answer.
      if ((flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0) this.#ended(stream);
    });
    stream.on("data", (chunk: Buffer) => {
      connection.heard();
      if (this.#phase !== "answering") return;
      this.#timer.moved();
      this.#parts.listener.data(this, chunk);
    });
    stream.on("trailers", (_trailers, _flags, ...more) => {
      this.#trailers = (more as unknown as [string[] | undefined])[0];
    });
    // Also where the request goes on: its client may wait for this before it ends.
    stream.once("end", () => this.#isWhole && this.#ended(stream));
    let failure: Error | undefined;
    stream.on("error", (error) => (failure = error));
    stream.once("close", () => {
      connection.exit(wasAnswered);
      this.#closed(stream, failure);
    });
  }

  #answered(status: number, rawHeaders: readonly string[]): void {
    if (this.#phase !== "sending") return;
    this.#phase = "answering";
    this.#timer.answered();
    this.#parts.listener.response(this, { status, headers: rawHeaders, body: undefined });
  }

  #closed(stream: ClientHttp2Stream, error: Error | undefined): void {
    if (this.#phase === "over") return;
    if (this.#isWhole && this.#phase === "answering") {
      // Gone before all of it was read: what is left is no more than the window had room for.
      for (const chunk of unread(stream)) this.#parts.listener.data(this, chunk);
      return this.#ended(stream);
    }
    const failure = this.#failureOf(stream, error);
    const again = this.#isWorthRepeating(failure) ? this.#bodyAgain() : undefined;
    if (!again) return this.#fail(failure);
    this.#body = again.body;
    this.#again();
  }

  #ended(stream: ClientHttp2Stream): void {
    if (this.#phase !== "answering") return;
    this.#phase = "over";
    this.#timer.stop();
    // What is left of the request is of no use to the server. Within what is being read Node would end it, not reset it.
    if (!stream.closed && !stream.writableFinished)
      setImmediate(() => stream.close(constants.NGHTTP2_CANCEL));
    this.#parts.listener.ended(this, this.#trailers);
  }

  #failureOf({ id, rstCode }: ClientHttp2Stream, error: Error | undefined): AttemptFailure {
    const detail = error?.message ?? `the stream was reset (${rstCode})`;
    const isPassedOver = id === undefined || id > (this.#connection?.lastStreamId ?? 0);
    const outcome = isPassedOver ? "not_processed" : (OUTCOME_OF[rstCode ?? 0] ?? "reset");
    // Who has begun to answer has processed it, whatever it says of it later.
    const isDenied = outcome === "not_processed" && this.#phase === "answering";
    return { outcome: isDenied ? "reset" : outcome, detail };
  }

  /** Lost with a kept connection that was ending: once more, on a new one, if the request is all here and that is safe. */
  #isWorthRepeating({ outcome }: AttemptFailure): boolean {
    const { order, clock } = this.#parts;
    if (this.#phase !== "sending" || this.#isSecondTry || !this.#wasKept) return false;
    const isGoingAway = this.#connection?.lastStreamId !== Number.POSITIVE_INFINITY;
    if (outcome === "not_processed") return isGoingAway;
    return outcome === "reset" && order.repeatable && clock.now() - this.#sentAtMs <= STALE_CONNECTION_MS;
  }

  #bodyAgain(): Pick<Order, "body"> | undefined {
    const { order } = this.#parts;
    return order.source ? order.source.again() : order;
  }

  #again(): void {
    this.#isSecondTry = true;
    this.#phase = "connecting";
    this.#timer.connecting();
    this.#connect(true);
  }

  #fail(failure: AttemptFailure): void {
    const before = this.#phase !== "answering";
    this.#stop();
    if (before) this.#parts.listener.failed(this, failure);
    else this.#parts.listener.broken(this, failure);
  }

  #stop(): void {
    const wasConnecting = this.#phase === "connecting";
    this.#phase = "over";
    this.#timer.stop();
    if (wasConnecting) this.#connection?.leave(this);
    // One that has ended waits for what it holds to be read, which nobody will.
    if (this.#stream?.closed) this.#stream.destroy();
    else this.#stream?.close(constants.NGHTTP2_CANCEL);
  }

  pause(): void {
    if (this.#other) return this.#other.pause();
    if (!this.#parts.order.isConversation) this.#timer.paused();
    this.#stream?.pause();
  }

  resume(): void {
    if (this.#other) return this.#other.resume();
    this.#timer.resumed();
    this.#stream?.resume();
  }

  committed(): void {
    if (this.#phase === "answering") this.#timer.committed();
  }

  cancel(): void {
    this.#other?.cancel();
    if (this.#phase !== "over") this.#stop();
  }
}

/** What a reset says of the request (RFC 9113 §7); what is not here is the loss of an answer. */
const OUTCOME_OF: Record<number, Outcome | undefined> = {
  [constants.NGHTTP2_REFUSED_STREAM]: "not_processed",
  [constants.NGHTTP2_HTTP_1_1_REQUIRED]: "not_processed",
  [constants.NGHTTP2_PROTOCOL_ERROR]: "invalid_response",
  [constants.NGHTTP2_FLOW_CONTROL_ERROR]: "invalid_response",
  [constants.NGHTTP2_FRAME_SIZE_ERROR]: "invalid_response",
  [constants.NGHTTP2_COMPRESSION_ERROR]: "invalid_response",
};
