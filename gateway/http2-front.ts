import {
  constants,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { GRPC_TYPE } from "./grpc.ts";
import { Http2Answer, Http2Request } from "./http2-message.ts";
import { readHttp2, type ReadRequest } from "./read-request.ts";
import type { TrustedProxies } from "./trusted-proxies.ts";
import { Http2Upgrade, type Upgrade } from "./websocket-upgrade.ts";

export interface Http2FrontParts {
  /** How long clients may take; the usual unless told. */
  times?: typeof TIMES;
  proxies: TrustedProxies | undefined;
  /** `read` undefined: the request is ambiguous. */
  take(
    request: Http2Request,
    answer: Http2Answer,
    as: { read: ReadRequest | undefined; upgrade?: Upgrade },
  ): void;
}

/** Told to clients, and held against those that do not listen. */
const MAX_HEADER_BYTES = 32 * 1024;
const SERVER = {
  settings: {
    maxConcurrentStreams: 128,
    maxHeaderListSize: MAX_HEADER_BYTES,
    initialWindowSize: 256 * 1024,
    enablePush: false,
    enableConnectProtocol: true,
  },
  maxHeaderListPairs: 1000,
  /** Rapid reset: a client that takes back more than this, all at once and per second, loses its connection. */
  streamResetBurst: 500,
  streamResetRate: 100,
  maxSessionInvalidFrames: 100,
  maxSessionRejectedStreams: 50,
};
const CONNECTION_WINDOW_BYTES = 1024 * 1024;
/** As on the HTTP/1.1 side: a connection without a request ends, and a request's body has 5 min. */
const TIMES = { idleMs: 60_000, bodyMs: 300_000, checkMs: 5_000 };
/** RFC 9113 §6.8: the last stream of a shutdown that is only announced. */
const ALL_STREAMS = 2 ** 31 - 1;

interface Session {
  /** Whose it is: a session that ends forgets its socket before its last stream is told of. */
  peer: Pick<TLSSocket, "remoteAddress" | "encrypted">;
  open: number;
  /** When the last request ended; no frame but a request moves it. */
  idleSinceMs: number;
}

interface Arrived {
  known: Session;
  headers: IncomingHttpHeaders;
  flags: number;
  raw: string[];
}

/** The clients' side of HTTP/2, for connections that others have accepted. */
export class Http2Front {
  readonly #server: Http2Server;
  readonly #parts: Http2FrontParts;
  readonly #times: typeof TIMES;
  readonly #sessions = new Map<ServerHttp2Session, Session>();
  /** Requests whose body is not all here, and since when. */
  readonly #uploads = new Map<ServerHttp2Stream, number>();
  #isDraining = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: Http2FrontParts) {
    this.#parts = parts;
    this.#times = parts.times ?? TIMES;
    this.#server = createServer(SERVER);
    this.#server.on("session", (session) => this.#open(session));
    this.#server.on("sessionError", () => undefined);
  }

  /** Takes a connection whose client speaks HTTP/2. */
  connect(socket: Socket): void {
    this.#server.emit("connection", socket);
  }

  #open(session: ServerHttp2Session): void {
    const { remoteAddress, encrypted } = session.socket as TLSSocket;
    const known = { peer: { remoteAddress, encrypted }, open: 0, idleSinceMs: performance.now() };
    this.#sessions.set(session, known);
    this.#timer ??= setInterval(() => this.#check(), this.#times.checkMs).unref();
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    session.on("stream", (stream, ...[headers, flags, raw]) =>
      this.#take(stream, { known, headers, flags, raw }),
    );
    session.on("error", () => undefined);
    session.on("close", () => this.#sessions.delete(session));
    // As with HTTP/1.1, half a connection is none: without its window updates and resets nothing of it could go on.
    session.socket.once("end", () => endSession(session));
    if (this.#isDraining) session.close();
  }

  #take(stream: ServerHttp2Stream, { known, headers, flags, raw }: Arrived): void {
    stream.on("error", () => undefined);
    // What came in one packet with the end of its connection: nobody waits for the answer.
    if (stream.destroyed) return;
    known.open++;
    const isWhole = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    // Tunnels and calls that stream may take as long as they like; the target's idle limit ends those that say nothing.
    if (!isWhole && headers[":protocol"] === undefined && !isGrpc(headers)) {
      this.#uploads.set(stream, performance.now());
      stream.once("end", () => this.#uploads.delete(stream));
    }
    stream.once("close", () => {
      this.#uploads.delete(stream);
      known.open--;
      known.idleSinceMs = performance.now();
    });
    const read = readHttp2({ rawHeaders: raw, ...known.peer, isWhole }, this.#parts.proxies);
    const method = read?.method ?? "";
    const request = new Http2Request(stream, { method, headers, isWhole });
    const answer = new Http2Answer(stream, { method, isGrpc: isGrpc(headers) });
    const upgrade = headers[":protocol"] === "websocket" ? new Http2Upgrade(stream) : undefined;
    if (sizeOf(raw) <= MAX_HEADER_BYTES)
      return this.#parts.take(request, answer, upgrade ? { read, upgrade } : { read });
    answer.writeHead(431, []);
    answer.end();
    stream.resume();
  }

  #check(): void {
    const now = performance.now();
    for (const [session, { open, idleSinceMs }] of this.#sessions)
      if (open === 0 && now - idleSinceMs > this.#times.idleMs) endSession(session);
    for (const [stream, since] of this.#uploads)
      if (now - since > this.#times.bodyMs) stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }

  /** Announces the end to every client (RFC 9113 §6.8): what they have sent by the time they read it is still answered. */
  announceEnd(): void {
    for (const session of this.#sessions.keys()) session.goaway(constants.NGHTTP2_NO_ERROR, ALL_STREAMS);
  }

  /** Takes no further request; connections end with their last answer. */
  drain(): void {
    this.#isDraining = true;
    for (const session of this.#sessions.keys()) session.close();
  }

  closeAll(): void {
    clearInterval(this.#timer);
    for (const session of this.#sessions.keys()) session.destroy();
  }
}

/** A goodbye, and then the end whether or not the client has anything to say. */
function endSession(session: ServerHttp2Session): void {
  session.close();
  session.destroy();
}

function isGrpc(headers: IncomingHttpHeaders): boolean {
  return GRPC_TYPE.test(headers["content-type"] ?? "");
}

/** As RFC 9113 §6.5.2 counts, without the overhead per field. */
function sizeOf(raw: readonly string[]): number {
  return raw.reduce((sum, part) => sum + part.length, 0);
}
