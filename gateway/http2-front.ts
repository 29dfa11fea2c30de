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
import { endOnlyWhole } from "./http2-end.ts";
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
  /** What an upstream says twice is passed on, as in HTTP/1.1. */
  strictSingleValueFields: false,
  /** Rapid reset: a client that takes back more than this, all at once and per second, loses its connection. */
  streamResetBurst: 500,
  streamResetRate: 100,
  maxSessionInvalidFrames: 100,
  maxSessionRejectedStreams: 50,
};
const CONNECTION_WINDOW_BYTES = 1024 * 1024;
/** As on the HTTP/1.1 side: a connection without a request ends, a request's body has 5 min, an answer 1 min without a byte taken. */
const TIMES = { idleMs: 60_000, bodyMs: 300_000, unreadMs: 60_000, goodbyeMs: 30_000, checkMs: 5_000 };
/** How far a client has come within a piece of an answer is not told: it has the time again for each of this size that waits. */
const PIECE_BYTES = 64 * 1024;
/** RFC 9113 §6.8: the last stream of a shutdown that is only announced. */
const ALL_STREAMS = 2 ** 31 - 1;

interface Session {
  /** A session forgets it before its last stream is told of, and leaves it open when it says goodbye. */
  socket: Socket;
  open: number;
  /** The client has said goodbye, or the session has ended and waits for the end of its socket. */
  isLeaving: boolean;
  /** Of a leaving one: what has passed in both directions, and when it last was more. */
  movedBytes: number;
  movedMs: number;
  /** When the last request ended; no frame but a request moves it. */
  idleSinceMs: number;
}

/** An answer that its client has not taken all of. */
interface Unread {
  takenBytes: number;
  /** When it last took some. */
  movedMs: number;
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
  /** The answers under way. */
  readonly #answers = new Map<Http2Answer, Unread | undefined>();
  #isDraining = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: Http2FrontParts) {
    this.#parts = parts;
    this.#times = parts.times ?? TIMES;
    this.#server = createServer(SERVER);
    this.#server.on("sessionError", () => undefined);
  }

  /** Takes a connection whose client speaks HTTP/2. */
  connect(socket: Socket): void {
    this.#server.once("session", (session) => this.#open(session, socket));
    this.#server.emit("connection", socket);
  }

  #open(session: ServerHttp2Session, socket: Socket): void {
    const now = performance.now();
    const known = { socket, open: 0, isLeaving: false, movedBytes: 0, movedMs: now, idleSinceMs: now };
    this.#sessions.set(session, known);
    this.#timer ??= setInterval(() => this.#check(), this.#times.checkMs).unref();
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    session.on("stream", (stream, ...[headers, flags, raw]) =>
      this.#take(stream, { known, headers, flags, raw }),
    );
    session.on("error", () => undefined);
    session.on("goaway", () => (known.isLeaving = true));
    session.on("close", () => this.#sessions.delete(session));
    // As with HTTP/1.1, half a connection is none: without its window updates and resets nothing of it could go on.
    socket.once("end", () => endSession(session, socket));
    if (this.#isDraining) session.close();
  }

  #take(stream: ServerHttp2Stream, { known, headers, flags, raw }: Arrived): void {
    stream.on("error", () => undefined);
    // What came in one packet with its reset, or with the end of its connection: nobody waits for the answer.
    if (stream.closed) stream.destroy();
    if (stream.destroyed) return;
    known.open++;
    const isWhole = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    if (!isWhole) this.#awaitBody(stream, headers);
    const { remoteAddress, encrypted } = known.socket as TLSSocket;
    const read = readHttp2({ rawHeaders: raw, remoteAddress, encrypted, isWhole }, this.#parts.proxies);
    const method = read?.method ?? "";
    const request = new Http2Request(stream, { method, headers, isWhole });
    const answer = new Http2Answer(stream, { method, isGrpc: isGrpc(headers) });
    // A tunnel has a limit of its own.
    if (headers[":protocol"] === undefined) this.#answers.set(answer, undefined);
    stream.once("close", () => {
      this.#uploads.delete(stream);
      this.#answers.delete(answer);
      known.open--;
      known.idleSinceMs = performance.now();
    });
    const upgrade = headers[":protocol"] === "websocket" ? new Http2Upgrade(stream) : undefined;
    if (sizeOf(raw) <= MAX_HEADER_BYTES)
      return this.#parts.take(request, answer, upgrade ? { read, upgrade } : { read });
    answer.writeHead(431, []);
    answer.end();
    stream.resume();
  }

  #awaitBody(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    // A part of it must not pass for all.
    endOnlyWhole(stream);
    // Tunnels and calls that stream may take as long as they like; the target's idle limit ends those that say nothing.
    if (headers[":protocol"] !== undefined || isGrpc(headers)) return;
    this.#uploads.set(stream, performance.now());
    stream.once("end", () => this.#uploads.delete(stream));
  }

  #check(): void {
    const now = performance.now();
    for (const [session, known] of this.#sessions) {
      if (known.isLeaving) this.#checkLeaving(session, known, now);
      else if (session.destroyed) known.isLeaving = true;
      if (known.open === 0 && now - known.idleSinceMs > this.#times.idleMs) endSession(session, known.socket);
    }
    for (const [stream, since] of this.#uploads)
      if (now - since > this.#times.bodyMs) stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    for (const [answer, unread] of this.#answers) this.#checkUnread(answer, unread, now);
  }

  #checkUnread(answer: Http2Answer, unread: Unread | undefined, now: number): void {
    const { takenBytes } = answer;
    // Calls that stream may take as long as their target's idle limit lets them.
    const isFree = answer.req.isGrpc && !answer.writableEnded;
    if (answer.unsentBytes === 0 || isFree) {
      if (unread) this.#answers.set(answer, undefined);
    } else if (takenBytes !== unread?.takenBytes) this.#answers.set(answer, { takenBytes, movedMs: now });
    else {
      const pieces = Math.ceil(answer.unsentBytes / PIECE_BYTES);
      if (now - unread.movedMs > pieces * this.#times.unreadMs) answer.giveUp();
    }
  }

  /**
   * After a goodbye nghttp2 may stop reading for good (an error behind it), and nobody says so, not even the client's end.
   * Requests that are under way may take their time, but not without a byte in either direction.
   */
  #checkLeaving(session: ServerHttp2Session, known: Session, now: number): void {
    const { socket } = known;
    const moved = socket.bytesRead + socket.bytesWritten;
    if (session.destroyed) socket.destroy();
    else if (moved !== known.movedBytes) {
      known.movedBytes = moved;
      known.movedMs = now;
    } else if (now - known.movedMs >= this.#times.goodbyeMs) endSession(session, socket);
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
    for (const [session, { socket }] of this.#sessions) {
      session.destroy();
      socket.destroy();
    }
  }
}

/** A goodbye, and then the end whether or not the client has anything to say; it may have said goodbye itself. */
function endSession(session: ServerHttp2Session, socket: Socket): void {
  session.close();
  session.destroy();
  // Behind what the session still writes.
  setImmediate(() => socket.destroy());
}

function isGrpc(headers: IncomingHttpHeaders): boolean {
  return GRPC_TYPE.test(headers["content-type"] ?? "");
}

/** As RFC 9113 §6.5.2 counts, without the overhead per field. */
function sizeOf(raw: readonly string[]): number {
  return raw.reduce((sum, part) => sum + part.length, 0);
}
