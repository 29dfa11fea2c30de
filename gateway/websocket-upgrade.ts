import { randomBytes } from "node:crypto";
import type { ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { takenBytes, unsentBytes } from "./direct-write.ts";
import { CONNECTION, knownHeader } from "./header-names.ts";
import { Http1Answer, type AnswerOwner } from "./http1-answer.ts";
import type { Http1Request } from "./http1-request.ts";
import type { ProblemAnswer } from "./respond.ts";

/** A client that asks for a WebSocket, and how it is given one. */
export interface Upgrade {
  /** The `Sec-WebSocket-Key` that upstreams are asked with. */
  readonly key: string;
  /** What upstreams need beside the client's own headers: name, value… */
  readonly headers: readonly string[];
  /** Tells the client yes, with these headers of the upstream's answer, and gives up its connection. */
  accept(headers: readonly string[]): Duplex;
}

/** What a client may send before it has an answer; it should send nothing. */
const EARLY_MAX_BYTES = 64 * 1024;
/** As the front has it: how long a connection with its last answer stays, and how long a client may read nothing of that. */
const LOOK_MS = 5_000;
const UNREAD_MS = 60_000;

/** On HTTP/1.1 (RFC 6455): the connection itself. Until it is accepted it takes an ordinary answer, its last. */
export class Http1Upgrade implements Upgrade, AnswerOwner {
  readonly key: string;
  readonly headers = [];
  readonly response: Http1Answer;
  readonly socket: Socket;
  #early: Buffer[];
  #earlyBytes = 0;
  readonly #onData = (chunk: Buffer) => this.#keep(chunk);
  readonly #onEnd = () => void this.socket.destroy();
  readonly #onDrain = () => this.response.drain();
  readonly #onClose = () => this.response.close();

  constructor(request: Http1Request, socket: Socket, head: Buffer) {
    this.key = request.header("sec-websocket-key") ?? "";
    this.socket = socket;
    this.#early = head.length > 0 ? [head] : [];
    this.response = new Http1Answer(request, this);
    this.response.keepAlive = false;
    // Read although nothing should come: only so is it noticed that the client left.
    socket.on("data", this.#onData).on("end", this.#onEnd);
    socket.on("drain", this.#onDrain).on("close", this.#onClose);
    socket.on("error", () => socket.destroy());
  }

  /** It was refused. The front knows the connection no more, and its client may stay for good. */
  answered(): void {
    const { socket } = this;
    socket.end();
    let taken = takenBytes(socket);
    let quietMs = 0;
    const looking = setInterval(() => {
      quietMs = takenBytes(socket) === taken ? quietMs + LOOK_MS : 0;
      taken = takenBytes(socket);
      if (quietMs >= (unsentBytes(socket) > 0 ? UNREAD_MS : LOOK_MS)) socket.destroy();
    }, LOOK_MS).unref();
    socket.once("close", () => clearInterval(looking));
  }

  #keep(chunk: Buffer): void {
    this.#early.push(chunk);
    this.#earlyBytes += chunk.length;
    if (this.#earlyBytes > EARLY_MAX_BYTES) this.socket.destroy();
  }

  accept(headers: readonly string[]): Duplex {
    const { socket } = this;
    socket.off("data", this.#onData).off("end", this.#onEnd);
    socket.off("drain", this.#onDrain).off("close", this.#onClose);
    socket.pause();
    const lines = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket"];
    for (let i = 0; i < headers.length; i += 2) {
      if (knownHeader(headers[i] as string).class !== CONNECTION)
        lines.push(`${headers[i]}: ${headers[i + 1]}`);
    }
    socket.write(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
    if (this.#early.length > 0) socket.unshift(Buffer.concat(this.#early));
    return socket;
  }
}

/** On HTTP/2 (RFC 8441): one stream. It has no key, so upstreams get one of ours. */
export class Http2Upgrade implements Upgrade {
  readonly key = randomBytes(16).toString("base64");
  readonly headers: readonly string[];
  readonly #stream: ServerHttp2Stream;

  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream;
    this.headers = ["Sec-WebSocket-Key", this.key];
  }

  accept(headers: readonly string[]): Duplex {
    const head = [":status", "200"];
    for (let i = 0; i < headers.length; i += 2) {
      const { lower, class: of } = knownHeader(headers[i] as string);
      if (of !== CONNECTION && lower !== "sec-websocket-accept") head.push(lower, headers[i + 1] as string);
    }
    // Node takes the flat list of names and values; its types know only the object.
    this.#stream.respond(head as never);
    return this.#stream;
  }
}

const KEY = /^[A-Za-z0-9+/]{22}==$/;

/** Why this is no handshake of RFC 6455 §4.2.1 that could become a tunnel; undefined when it is one. */
export function handshakeProblem(request: Http1Request): ProblemAnswer | undefined {
  if (request.method !== "GET" || request.httpVersion !== "1.1" || hasBody(request))
    return { status: 400, detail: "A WebSocket is asked for by GET over HTTP/1.1, without a body." };
  if (request.header("sec-websocket-version") !== "13")
    return {
      status: 426,
      detail: "This gateway passes version 13 of the WebSocket protocol on.",
      headers: ["Sec-WebSocket-Version", "13"],
    };
  if (KEY.test(request.header("sec-websocket-key") ?? "")) return undefined;
  return { status: 400, detail: "Sec-WebSocket-Key is not 16 bytes in base64." };
}

function hasBody(request: Http1Request): boolean {
  return (
    request.header("transfer-encoding") !== undefined || Number(request.header("content-length") ?? 0) !== 0
  );
}
