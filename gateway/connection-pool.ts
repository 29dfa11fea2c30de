import { isIP, type Socket } from "node:net";
import { Client, buildConnector } from "undici";
import { assertLiteral, guardedLookup, type EgressGuard } from "#lib/egress";

/** How a target's servers are authenticated; PEM texts, already resolved from their references. */
export interface TlsSettings {
  serverName?: string | undefined;
  ca?: string | undefined;
  clientCert?: string | undefined;
  verify: boolean;
}

/** Without a hint from the upstream an idle connection is given up before common servers (5 s) close it. */
const KEEP_ALIVE_MS = 4_000;
const MAX_HEADER_BYTES = 64 * 1024;

/** One upstream connection: at most one request at a time, so its fate is that request's fate. */
export class Connection {
  readonly client: Client;
  readonly #pool: ConnectionPool;
  #connecting: Socket | undefined;
  /** How often it was opened: tells a kept connection from one that had to be opened again. */
  opened = 0;
  idleSinceMs = 0;
  dead = false;

  constructor(pool: ConnectionPool) {
    this.#pool = pool;
    this.client = new Client(pool.origin, {
      connect: (options, done) => this.#connect(options, done),
      pipelining: 1,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    this.client.on("disconnect", () => this.#lost());
    this.client.on("connectionError", () => this.#lost());
  }

  #lost(): void {
    this.dead = true;
    this.#pool.forget(this);
  }

  #connect(options: buildConnector.Options, done: buildConnector.Callback): void {
    try {
      assertLiteral(options.hostname, this.#pool.guard);
    } catch (error) {
      queueMicrotask(() => done(error as Error, null));
      return;
    }
    // The connector returns the socket it opens; its type says void.
    const socket = this.#pool.connector({ ...options, servername: this.#pool.tlsName }, (...result) => {
      this.#connecting = undefined;
      if (result[0] === null) {
        this.opened++;
        this.dead = false;
      }
      done(...result);
    }) as unknown as Socket;
    this.#connecting = socket;
  }

  /** Gives it up at once, also half-open. */
  destroy(): void {
    this.dead = true;
    this.#pool.forget(this);
    this.#connecting?.destroy(new Error("given up"));
    this.client.destroy(new Error("given up")).catch(() => undefined);
  }
}

/** The connections to one endpoint. Idle ones are taken newest first, so that the surplus ages out. */
export class ConnectionPool {
  readonly id: string;
  readonly origin: string;
  readonly guard: EgressGuard;
  readonly connector: buildConnector.connector;
  /** The name the client connects to: the same for every request, whatever its Host header says. */
  readonly serverName: string;
  /** The name in the TLS handshake; "" for an address, which has none (RFC 6066 §3). */
  readonly tlsName: string;
  readonly #idle: Connection[] = [];
  #users = 0;

  constructor({
    id,
    origin,
    tls,
    guard,
  }: {
    id: string;
    origin: string;
    tls: TlsSettings;
    guard: EgressGuard;
  }) {
    this.id = id;
    this.origin = origin;
    this.guard = guard;
    const { hostname } = new URL(origin);
    this.serverName = tls.serverName ?? hostname;
    this.tlsName = tls.serverName ?? (isIP(hostname.replace(/^\[|\]$/g, "")) === 0 ? hostname : "");
    this.connector = buildConnector({
      timeout: 0,
      allowH2: false,
      lookup: guardedLookup(guard),
      rejectUnauthorized: tls.verify,
      ...(tls.ca === undefined ? {} : { ca: tls.ca }),
      ...(tls.clientCert === undefined ? {} : { cert: tls.clientCert, key: tls.clientCert }),
    });
  }

  /** A connection that was idle for at most `maxIdleMs`, or a new one. */
  take(nowMs: number, maxIdleMs: number): Connection {
    for (;;) {
      const kept = this.#idle.at(-1);
      // The stack is in order of age: when the newest is too old, all are. They stay for requests that may be repeated.
      if (!kept || nowMs - kept.idleSinceMs > maxIdleMs) return this.open();
      this.#idle.pop();
      if (!kept.dead) return kept;
    }
  }

  open(): Connection {
    return new Connection(this);
  }

  giveBack(connection: Connection, nowMs: number): void {
    if (connection.dead || this.#users === 0) {
      connection.destroy();
      return;
    }
    connection.idleSinceMs = nowMs;
    this.#idle.push(connection);
  }

  forget(connection: Connection): void {
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
  }

  closeIdle(): void {
    for (const connection of this.#idle.splice(0)) connection.destroy();
  }

  acquire(): this {
    this.#users++;
    return this;
  }

  /** True when nobody uses it any more; requests under way still finish. */
  release(): boolean {
    this.#users--;
    if (this.#users > 0) return false;
    this.closeIdle();
    return true;
  }
}
