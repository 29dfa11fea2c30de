import { AppError } from "#lib/errors";
import { openEtcdStore } from "./etcd-store.ts";
import { memoryBackend } from "./memory-store.ts";
import type { Store } from "./port.ts";
import { openPostgresStore } from "./postgres-store.ts";

export interface StoreOptions {
  /** How long one call may take; 5000 unless told. */
  timeoutMs?: number;
  /** How often a watcher compares what it has with what is there, on top of being woken; 30 000 unless told. */
  reconcileMs?: number;
  /** Connections for calls at most (postgres); a watch uses one more. 4 unless told. */
  max?: number;
}

/**
 * Opens the shared store at `postgres://…`, `etcd://[user:password@]host:port[,host:port…][?tls=true]` or `memory:`
 * (empty, this process only). Connects lazily: an unreachable store is no error here.
 */
export function openStore(url: string, options: StoreOptions = {}): Store {
  const settings = {
    timeoutMs: options.timeoutMs ?? 5_000,
    reconcileMs: options.reconcileMs ?? 30_000,
    max: options.max ?? 4,
  };
  const scheme = /^([a-z]+):/.exec(url)?.[1];
  if (scheme === "postgres" || scheme === "postgresql") return openPostgresStore(url, settings);
  if (scheme === "etcd") return openEtcdStore(url, settings);
  if (scheme === "memory") return memoryBackend().open();
  throw new AppError("invalid", "The store's address starts with postgres://, etcd:// or memory:.");
}
