import type { NodeStatus } from "./schema.ts";

/** A value may hold 1 MiB of UTF-8 at most; a larger one is refused with AppError("too_large"). */
export const VALUE_MAX_BYTES = 1_048_576;

/** A key relative to `/understudy/v1/<environment>/`, e.g. `routes/storefront/v1`. */
export interface Entry {
  key: string;
  /** JSON text of an object whose member `storeRevision` is that of the commit: a SignedDocument. */
  value: string;
  /** The storeRevision that wrote it. */
  storeRevision: number;
}

export interface Snapshot {
  storeRevision: number;
  entries: Entry[];
}

/**
 * Whether the reader holds this very entry, text and all. It is asked of each entry while a page is in memory, so a reader
 * that holds nearly everything never has it in memory twice.
 */
export type Holds = (entry: Entry) => boolean;

/** A snapshot for a reader that holds entries: `entries` are the others. */
export interface HolderSnapshot extends Snapshot {
  /** The keys of the entries in the store that the reader holds. */
  held: string[];
}

/**
 * One atomic write of any number of keys. `expectedRevision` must be the present one (0 in an empty store);
 * `storeRevision` becomes it and must be greater.
 */
export interface Commit {
  expectedRevision: number;
  storeRevision: number;
  puts: { key: string; value: string }[];
}

/**
 * What a watcher sees. It starts with a `snapshot`, and gets another after a gap it cannot bridge (compaction, a store
 * that went back); between them `change`s with strictly increasing revisions, each (key, revision) once.
 */
export type WatchEvent =
  | ({ kind: "snapshot" } & HolderSnapshot)
  | { kind: "change"; storeRevision: number; entries: Entry[] };

export interface WatchListener {
  /** Entries of snapshots, not of changes, of which this is true come as `held`. */
  holds?: Holds;
  event(event: WatchEvent): void;
  /** The connection was lost or came back; the watch heals itself. */
  connection(state: "connected" | "lost", error?: unknown): void;
}

export type StatusEvent =
  | { kind: "snapshot"; statuses: NodeStatus[] }
  | { kind: "put"; status: NodeStatus }
  | { kind: "gone"; node: string };

export interface StatusListener {
  event(event: StatusEvent): void;
  connection(state: "connected" | "lost", error?: unknown): void;
}

export interface Watch {
  close(): Promise<void>;
}

/**
 * The shared store. Drivers: `postgres`, `etcd`, `memory`; `contract.ts` states what they all must do.
 * Every call is bounded in time and throws AppError("unavailable") when the store does not answer.
 */
export interface Store {
  read(environment: string, holds?: Holds): Promise<HolderSnapshot>;
  get(environment: string, key: string): Promise<Entry | undefined>;
  /**
   * Throws AppError("conflict") when `expectedRevision` is not the present revision. After AppError("unavailable") the
   * write may have happened or not: read before trying again.
   */
  commit(environment: string, commit: Commit): Promise<void>;
  /** Heals itself after any loss; a store that is unreachable at first delivers its snapshot once it is there. */
  watch(environment: string, listener: WatchListener): Watch;
  /** Written under a lease of `ttlMs` (etcd: whole seconds, at least 2); gone when not put again in time. */
  putStatus(environment: string, status: NodeStatus, ttlMs: number): Promise<void>;
  removeStatus(environment: string, node: string): Promise<void>;
  listStatus(environment: string): Promise<NodeStatus[]>;
  /** Starts with a `snapshot`; what changed while the connection was lost follows as `put` and `gone`. */
  watchStatus(environment: string, listener: StatusListener): Watch;
  close(): Promise<void>;
}
