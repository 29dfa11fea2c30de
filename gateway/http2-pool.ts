import { connect as connectHttp2, type ClientHttp2Session } from "node:http2";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { EgressGuard } from "#lib/egress";
import { dial, type Address } from "./dial.ts";

/** `auto`: HTTP/2 if the server chooses it in the TLS handshake. */
export type Http2Mode = "auto" | "http2";

interface PoolParts {
  origin: string;
  address: Address;
  guard: EgressGuard;
  mode: Http2Mode;
}

/** What somebody who waits for a connection hears, once. */
export interface SessionUser {
  ready(connection: Http2Connection): void;
  /** The server speaks HTTP/1.1. */
  isHttp1(): void;
  /** No connection: nothing was sent. */
  failed(error: Error): void;
}

const SETTINGS = { enablePush: false, initialWindowSize: 256 * 1024, maxHeaderListSize: 64 * 1024 };
const CONNECTION_WINDOW_BYTES = 1024 * 1024;
/** Of a server that has not said yet how many it takes. */
const STREAMS_MAX = 100;
const CONNECTIONS_MAX = 16;
const IDLE_MS = 60_000;
/** After this silence an idle connection may be dead without our knowing. */
const FRESH_MS = 1_000;
/** What gives no sign of life for so long gets no more requests; those under way keep their own limits. */
const SIGN_OF_LIFE_MS = 250;
/** gRPC servers end a connection that asks more often than every 5 min while they have nothing to say (their `too_many_pings`). */
const ASKED_AGAIN_MS = 310_000;
/** How long a server that chose HTTP/1.1 is taken to stay with it. */
const HTTP1_MS = 600_000;

/** The HTTP/2 connections to one endpoint: each serves many requests; a further one is opened when those there are full. */
export class Http2Pool {
  readonly parts: PoolParts;
  readonly #connections: Http2Connection[] = [];
  #http1UntilMs = 0;

  constructor(parts: PoolParts) {
    this.parts = parts;
  }

  /** The server chose HTTP/1.1 lately. */
  prefersHttp1(nowMs: number): boolean {
    return nowMs < this.#http1UntilMs;
  }

  choseHttp1(): void {
    this.#http1UntilMs = performance.timeOrigin + performance.now() + HTTP1_MS;
  }

  /** Throws EgressRefused for an address that may not be called. */
  use(
    user: SessionUser,
    { isRepeatable, isNew }: { isRepeatable: boolean; isNew: boolean },
  ): Http2Connection {
    const open = this.#connections.filter((connection) => connection.isUsable);
    const roomy = isNew ? undefined : open.find((connection) => connection.hasRoom);
    const fullest = open.length >= CONNECTIONS_MAX ? open.reduce(lessLoaded) : undefined;
    const connection = roomy ?? fullest ?? this.#open();
    connection.add(user, isRepeatable);
    return connection;
  }

  #open(): Http2Connection {
    const connection = new Http2Connection(this);
    this.#connections.push(connection);
    return connection;
  }

  forget(connection: Http2Connection): void {
    const at = this.#connections.indexOf(connection);
    if (at >= 0) this.#connections.splice(at, 1);
  }

  /** Requests under way still finish. */
  closeIdle(): void {
    for (const connection of this.#connections.splice(0)) connection.retire();
  }
}

function lessLoaded(a: Http2Connection, b: Http2Connection): Http2Connection {
  return a.load <= b.load ? a : b;
}

/** One connection, from the dial to its end. */
export class Http2Connection {
  readonly #pool: Http2Pool;
  readonly #socket: Socket;
  readonly #waiting = new Set<SessionUser>();
  #session: ClientHttp2Session | undefined;
  #active = 0;
  /** When the server last sent something of an answer, when it was last asked for a sign of life, and when it gave one. */
  #heardAtMs = performance.now();
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #aliveAtMs = Number.NEGATIVE_INFINITY;
  /** It was idle for long when what is under way began, and nothing was heard since. */
  #isDoubtful = false;
  #isChecking = false;
  #isRetired = false;
  #isSilent = false;
  #idleTimer: NodeJS.Timeout | undefined;
  /** Streams above it were not processed: the server said so when it went away. */
  lastStreamId = Number.POSITIVE_INFINITY;
  /** Requests that it has answered. */
  served = 0;

  /** Throws EgressRefused for an address that may not be called. */
  constructor(pool: Http2Pool) {
    this.#pool = pool;
    const { address, guard, mode } = pool.parts;
    const protocols = mode === "http2" ? ["h2"] : ["h2", "http/1.1"];
    this.#socket = dial(address, { guard, protocols, session: undefined });
    this.#socket
      .once(address.isSecure ? "secureConnect" : "connect", () => this.#connected())
      .once("error", (error) => this.#lost(error))
      .once("close", () => this.#lost(new Error("closed by the upstream")));
  }

  get isUsable(): boolean {
    return !this.#isRetired && (this.#session === undefined || this.session !== undefined);
  }

  get load(): number {
    return this.#active + this.#waiting.size;
  }

  get hasRoom(): boolean {
    const max = this.#session?.remoteSettings?.maxConcurrentStreams ?? STREAMS_MAX;
    return this.load < Math.min(max, 1_000);
  }

  add(user: SessionUser, isRepeatable: boolean): void {
    if (!this.#session) {
      this.#waiting.add(user);
      return;
    }
    const { session } = this;
    if (!session || this.#isFresh || isRepeatable) {
      user.ready(this);
      return;
    }
    // What must not be sent twice waits for a sign of life first, whoever else has dared to send.
    this.#waiting.add(user);
    this.#check(session);
  }

  get #isFresh(): boolean {
    return this.#active > 0 ? !this.#isDoubtful : this.#wasHeardLately;
  }

  get #wasHeardLately(): boolean {
    return performance.now() - Math.max(this.#heardAtMs, this.#aliveAtMs) <= FRESH_MS;
  }

  /** The server has sent something of an answer. */
  heard(): void {
    this.#heardAtMs = performance.now();
    this.#isDoubtful = false;
  }

  #check(session: ClientHttp2Session): void {
    if (this.#isChecking) return;
    this.#isChecking = true;
    this.#askedAtMs = performance.now();
    const silent = setTimeout(() => this.#giveUp(), SIGN_OF_LIFE_MS).unref();
    session.ping((error) => {
      clearTimeout(silent);
      this.#isChecking = false;
      if (error) return this.#lost(error);
      this.#aliveAtMs = performance.now();
      this.#isDoubtful = false;
      this.#release();
    });
  }

  /** No sign of life: who waits for one takes another connection. */
  #giveUp(): void {
    this.#isSilent = true;
    this.#retireNow();
    this.#release();
    this.#closeIfDone();
  }

  /** The user no longer waits; a connection that nobody else uses or waits for, and that does not answer, is given up with it. */
  leave(user: SessionUser): void {
    if (!this.#waiting.delete(user)) return;
    if (this.#waiting.size > 0 || this.#active > 0) return;
    if (this.#session === undefined || this.#isChecking) this.#lost(new Error("given up"));
  }

  #release(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const user of waiting) user.ready(this);
  }

  #connected(): void {
    const { address, origin, mode } = this.#pool.parts;
    if (address.isSecure && (this.#socket as TLSSocket).alpnProtocol !== "h2") return this.#notHttp2(mode);
    const session = connectHttp2(origin, { createConnection: () => this.#socket, settings: SETTINGS });
    this.#session = session;
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    session.on("goaway", (_code, lastStreamId) => {
      this.lastStreamId = lastStreamId;
      this.#retireNow();
    });
    session.on("error", (error: Error) => this.#lost(error));
    session.on("close", () => this.#lost(new Error("closed by the upstream")));
    this.heard();
    this.#restIfIdle();
    this.#release();
  }

  #notHttp2(mode: Http2Mode): void {
    if (mode === "http2") {
      const error: NodeJS.ErrnoException = new Error("the server does not speak HTTP/2");
      error.code = "ERR_TLS_NO_HTTP2";
      this.#lost(error);
      return;
    }
    this.#pool.choseHttp1();
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    this.#lost(new Error("the server chose HTTP/1.1"));
    for (const user of waiting) user.isHttp1();
  }

  /** For a request that begins; undefined when the connection has just ended, or gives no sign of life. */
  get session(): ClientHttp2Session | undefined {
    const session = this.#session;
    const isOver = session === undefined || session.destroyed || session.closed || this.#isSilent;
    return isOver ? undefined : session;
  }

  enter(): void {
    if (!this.#isFresh) this.#isDoubtful = true;
    this.#active++;
    clearTimeout(this.#idleTimer);
  }

  exit(wasAnswered: boolean): void {
    this.#active--;
    if (wasAnswered) this.served++;
    if (this.#isRetired) return this.#closeIfDone();
    this.#restIfIdle();
    this.#checkIfSilent();
  }

  /** A request that ran into its limit may have met a dead connection: the next ones need not. */
  #checkIfSilent(): void {
    const { session } = this;
    const mayAsk = this.#heardAtMs > this.#askedAtMs || performance.now() - this.#askedAtMs > ASKED_AGAIN_MS;
    if (session && mayAsk && !this.#wasHeardLately) this.#check(session);
  }

  #restIfIdle(): void {
    if (this.#active > 0) return;
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.retire(), IDLE_MS).unref();
  }

  /** Takes no further request; it ends with the last one. */
  retire(): void {
    this.#retireNow();
    this.#closeIfDone();
  }

  #retireNow(): void {
    this.#isRetired = true;
    this.#pool.forget(this);
  }

  #closeIfDone(): void {
    if (this.#active > 0 || this.#waiting.size > 0) return;
    if (this.#session && !this.#isChecking) this.#session.close();
    else this.#socket.destroy();
  }

  #lost(error: Error): void {
    clearTimeout(this.#idleTimer);
    this.#retireNow();
    // Without the error its streams would end as if all were there.
    this.#session?.destroy(error);
    this.#socket.destroy();
    // Who waited for a sign of life has sent nothing, and another connection may be had.
    if (this.#session) return this.#release();
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const user of waiting) user.failed(error);
  }
}
