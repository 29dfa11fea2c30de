import { digestOf } from "#lib/ids";
import type { EgressGuard } from "#lib/egress";
import { ConnectionPool, type Protocol } from "./connection-pool.ts";
import type { TlsSettings } from "./dial.ts";

/** All pools of a gateway, shared by every route that names the same endpoint the same way; they outlive a publish. */
export class UpstreamPools {
  readonly #pools = new Map<string, ConnectionPool>();
  readonly #guard: EgressGuard;

  constructor(guard: EgressGuard) {
    this.#guard = guard;
  }

  acquire(origin: string, tls: TlsSettings, protocol: Protocol): ConnectionPool {
    const id = `${protocol} ${poolId(origin, tls)}`;
    let pool = this.#pools.get(id);
    if (!pool)
      this.#pools.set(id, (pool = new ConnectionPool({ id, origin, tls, protocol, guard: this.#guard })));
    return pool.acquire();
  }

  release(pool: ConnectionPool): void {
    if (pool.release()) this.#pools.delete(pool.id);
  }

  /** After a change of the egress policy: open connections were judged by the old one. */
  closeIdle(): void {
    for (const pool of this.#pools.values()) pool.closeIdle();
  }
}

function poolId(origin: string, tls: TlsSettings): string {
  return `${origin} ${digestOf(Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined)))}`;
}
