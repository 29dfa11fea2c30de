import { createHash } from "node:crypto";
import { request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Outcome } from "#lib/fallback";
import type { Alarms } from "./alarms.ts";
import { AttemptTimer } from "./attempt-timer.ts";
import type { Clock } from "./clock.ts";
import { dial } from "./dial.ts";
import { connectOutcome } from "./failure-kind.ts";
import type { Attempt, AttemptFailure, AttemptListener, Order } from "./forward.ts";

/** The upstream has answered 101 with the right key: what its connection carries from now on is a tunnel's. */
type Switched = (attempt: Attempt, upstream: { socket: Duplex; rawHeaders: readonly string[] }) => void;

/** An order for a WebSocket: its headers hold this `Sec-WebSocket-Key`. */
interface UpgradeOrder extends Order {
  key: string;
}

/** Any other response comes to the listener as it would to an ordinary request. */
export type ForwardUpgrade = (order: UpgradeOrder, listener: AttemptListener, switched: Switched) => Attempt;

/** Asks an endpoint for a WebSocket (RFC 6455 §4.1), on an HTTP/1.1 connection of its own. */
export function forwardWebSocket(clock: Clock, alarms: Alarms): ForwardUpgrade {
  return (order, listener, switched) => new WebSocketAttempt({ order, listener, switched, clock, alarms });
}

interface Parts {
  order: UpgradeOrder;
  listener: AttemptListener;
  switched: Switched;
  clock: Clock;
  alarms: Alarms;
}

type Phase = "connecting" | "waiting" | "answering" | "over";

class WebSocketAttempt implements Attempt {
  readonly #parts: Parts;
  readonly #timer: AttemptTimer;
  #phase: Phase = "connecting";
  #socket: Socket | undefined;
  #response: IncomingMessage | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { order, clock, alarms } = parts;
    const timeUp = (outcome: Outcome, detail: string) => this.#fail({ outcome, detail });
    this.#timer = new AttemptTimer({ limits: order.limits, clock, alarms, timeUp });
    this.#dial();
  }

  #dial(): void {
    const { address, guard, session } = this.#parts.order.pool;
    try {
      const socket = dial(address, { guard, session });
      this.#socket = socket;
      socket.once(address.isSecure ? "secureConnect" : "connect", () => this.#send(socket));
      socket.on("error", (error) => this.#lost(error));
      socket.once("close", () => this.#lost(new Error("closed by the upstream")));
    } catch (error) {
      // The caller is told once it has the attempt in hand.
      queueMicrotask(() => this.#lost(error as Error));
    }
  }

  #lost(error: Error): void {
    if (this.#phase === "over") return;
    const isSecure = this.#parts.order.pool.address.isSecure;
    const isInvalid = String((error as NodeJS.ErrnoException).code).startsWith("HPE_");
    const outcome =
      this.#phase === "connecting"
        ? connectOutcome(error, isSecure)
        : isInvalid
          ? "invalid_response"
          : "reset";
    this.#fail({ outcome, detail: error.message });
  }

  #send(socket: Socket): void {
    if (this.#phase !== "connecting") return;
    const { order } = this.#parts;
    this.#phase = "waiting";
    const headers = [...order.headers, "Connection", "Upgrade", "Upgrade", "websocket"];
    let request: ClientRequest;
    try {
      const { method, path } = order;
      request = httpRequest({ method, path, headers, setHost: false, createConnection: () => socket });
    } catch (error) {
      this.#stop();
      this.#parts.listener.refused(this, (error as Error).message, 400);
      return;
    }
    request.on("error", (error) => this.#lost(error));
    request.on("response", (response) => this.#answered(response));
    request.on("upgrade", (response, upstream, head: Buffer) => this.#upgraded(response, upstream, head));
    request.end();
    this.#timer.sent();
  }

  #answered(response: IncomingMessage): void {
    if (this.#phase !== "waiting") return;
    this.#phase = "answering";
    this.#response = response;
    this.#timer.answered();
    response.on("data", (chunk: Buffer) => {
      if (this.#phase !== "answering") return;
      this.#timer.moved();
      this.#parts.listener.data(this, chunk);
    });
    response.on("error", (error) => this.#lost(error));
    response.once("end", () => {
      if (this.#phase !== "answering") return;
      this.#stop();
      this.#parts.listener.ended(this, response.rawTrailers);
    });
    const { statusCode: status = 0, rawHeaders: headers } = response;
    this.#parts.listener.response(this, { status, headers, body: undefined });
  }

  #upgraded({ headers, rawHeaders }: IncomingMessage, upstream: Duplex, head: Buffer): void {
    if (this.#phase !== "waiting") {
      upstream.destroy();
      return;
    }
    const { order, switched } = this.#parts;
    const isRight =
      headers.upgrade?.toLowerCase() === "websocket" &&
      headers["sec-websocket-accept"] === acceptOf(order.key);
    if (!isRight) {
      this.#fail({
        outcome: "invalid_response",
        detail: "it changed to another protocol than it was asked to",
      });
      return;
    }
    this.#phase = "over";
    this.#timer.stop();
    if (head.length > 0) upstream.unshift(head);
    switched(this, { socket: upstream, rawHeaders });
  }

  #fail(failure: AttemptFailure): void {
    const before = this.#phase !== "answering";
    this.#stop();
    if (before) this.#parts.listener.failed(this, failure);
    else this.#parts.listener.broken(this, failure);
  }

  #stop(): void {
    this.#phase = "over";
    this.#timer.stop();
    this.#socket?.destroy();
  }

  pause(): void {
    this.#timer.paused();
    this.#response?.pause();
  }

  resume(): void {
    this.#timer.resumed();
    this.#response?.resume();
  }

  committed(): void {
    if (this.#phase === "answering") this.#timer.committed();
  }

  cancel(): void {
    if (this.#phase !== "over") this.#stop();
  }
}

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** RFC 6455 §4.2.2: proof that the server has read the request as a WebSocket's. */
function acceptOf(key: string): string {
  return createHash("sha1").update(`${key}${GUID}`).digest("base64");
}
