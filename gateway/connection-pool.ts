import type { EgressGuard } from "#lib/egress";
import { addressOf, type Address, type TlsSettings } from "./dial.ts";
import { Http2Pool } from "./http2-pool.ts";
import { UpstreamConnection, type ConnectionUser } from "./upstream-connection.ts";

/** Without a hint from the upstream an idle connection is given up before common servers (5 s) close it. */
const KEEP_ALIVE_MS = 4_000;
/** The upstream may have begun to count earlier than we. */
const KEEP_ALIVE_MARGIN_MS = 1_000;
const KEEP_ALIVE_MAX_MS = 600_000;
const SWEEP_MS = 1_000;

interface PoolOptions {
  id: string;
  origin: string;
  tls: TlsSettings;
  protocol: Protocol;
  guard: EgressGuard;
}

/** Which HTTP a target is spoken to in; `auto`: what the server chooses in the TLS handshake, HTTP/1.1 without one. */
export type Protocol = "auto" | "http1" | "http2";

/** The connections to one endpoint. Idle ones are taken newest first, so that the surplus ages out. */
export class ConnectionPool {
  readonly id: string;
  readonly origin: string;
  readonly address: Address;
  readonly guard: EgressGuard;
  /** Undefined where only HTTP/1.1 is spoken. */
  readonly http2: Http2Pool | undefined;
  /** The latest TLS session, for the next handshake. */
  session: Buffer | undefined;
  readonly #idle: UpstreamConnection[] = [];
  #sweeper: NodeJS.Timeout | undefined;
  #sweptMs = 0;
  #users = 0;

  constructor({ id, origin, tls, protocol, guard }: PoolOptions) {
    this.id = id;
    this.origin = origin;
    this.address = addressOf(origin, tls);
    this.guard = guard;
    const { address } = this;
    const mode = protocol === "auto" && !address.isSecure ? "http1" : protocol;
    this.http2 = mode === "http1" ? undefined : new Http2Pool({ origin, address, guard, mode });
  }

  /** A connection that was idle for at most `maxIdleMs`; undefined when there is none. */
  take(nowMs: number, maxIdleMs: number): UpstreamConnection | undefined {
    for (;;) {
      const kept = this.#idle.at(-1);
      // The stack is in order of age: when the newest is too old, all are. They stay for requests that may be repeated.
      if (!kept || nowMs - kept.idleSinceMs > maxIdleMs) return undefined;
      this.#idle.pop();
      if (!kept.isDead && nowMs < kept.idleUntilMs) return kept;
      kept.destroy();
    }
  }

  /** Begins a new connection. Throws EgressRefused for an address that may not be called. */
  open(user: ConnectionUser): UpstreamConnection {
    return new UpstreamConnection(this, user);
  }

  giveBack(connection: UpstreamConnection, nowMs: number): void {
    const { keepAliveMs = KEEP_ALIVE_MS + KEEP_ALIVE_MARGIN_MS } = connection;
    const keepMs = Math.min(KEEP_ALIVE_MAX_MS, keepAliveMs - KEEP_ALIVE_MARGIN_MS);
    if (!connection.isReusable || this.#users === 0 || keepMs <= 0) {
      connection.destroy();
      return;
    }
    connection.idleSinceMs = nowMs;
    connection.idleUntilMs = nowMs + keepMs;
    this.#idle.push(connection);
    this.#sweptMs = nowMs;
    this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MS).unref();
  }

  /** Closes what was idle for long enough. The clock is that of the last request and the sweeps since. */
  #sweep(): void {
    this.#sweptMs += SWEEP_MS;
    for (const connection of this.#idle.filter(({ idleUntilMs }) => idleUntilMs <= this.#sweptMs))
      connection.destroy();
    if (this.#idle.length > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }

  forget(connection: UpstreamConnection): void {
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
  }

  closeIdle(): void {
    this.http2?.closeIdle();
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
