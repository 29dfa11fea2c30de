import { AppError } from "#lib/errors";
import { checkCommit, staleWrite } from "./check-commit.ts";
import { entryWatcher, snapshotOf, type Space, statusWatcher, type Watcher } from "./memory-watcher.ts";
import type {
  Commit,
  Entry,
  HolderSnapshot,
  Holds,
  StatusListener,
  Store,
  Watch,
  WatchListener,
} from "./port.ts";
import type { NodeStatus } from "./schema.ts";

/** One store in memory that any number of clients share; it can be made to fail as a real one does. */
export interface MemoryBackend {
  open(): Store;
  /** Every call fails and every watch is lost until `recover`. */
  outage(): void;
  recover(): void;
  /** Loses everything that was written. */
  wipe(environment: string): void;
}

/** For tests, the simulator and trials: nothing is kept, nothing leaves the process. */
export function memoryBackend(): MemoryBackend {
  return new Backend();
}

class Backend implements MemoryBackend {
  #spaces = new Map<string, Space>();
  #watchers = new Set<Watcher>();
  #down = false;

  open(): Store {
    return new MemoryStore(this);
  }

  outage(): void {
    this.#down = true;
    for (const watcher of this.#watchers) watcher.connection("lost", notAnswering());
  }

  recover(): void {
    this.#down = false;
    for (const watcher of this.#watchers) {
      watcher.connection("connected");
      this.#look(watcher);
    }
  }

  wipe(environment: string): void {
    const space = this.space(environment);
    space.storeRevision = 0;
    space.entries.clear();
    this.wake(environment);
  }

  /** The environment, when the store answers. */
  reach(environment: string): Space {
    if (this.#down) throw notAnswering();
    return this.space(environment);
  }

  space(environment: string): Space {
    const space = this.#spaces.get(environment) ?? {
      storeRevision: 0,
      entries: new Map(),
      leases: new Map(),
    };
    this.#spaces.set(environment, space);
    return space;
  }

  wake(environment: string): void {
    for (const watcher of this.#watchers) {
      if (watcher.environment === environment) queueMicrotask(() => this.#look(watcher));
    }
  }

  attach(watcher: Watcher): Watch {
    this.#watchers.add(watcher);
    queueMicrotask(() => {
      if (!this.#down && this.#watchers.has(watcher)) watcher.connection("connected");
      this.#look(watcher);
    });
    return { close: async () => void this.#watchers.delete(watcher) };
  }

  #look(watcher: Watcher): void {
    if (!this.#down && this.#watchers.has(watcher)) watcher.look(this.space(watcher.environment));
  }
}

class MemoryStore implements Store {
  #backend: Backend;
  #watches: Watch[] = [];

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async read(environment: string, holds?: Holds): Promise<HolderSnapshot> {
    return snapshotOf(this.#backend.reach(environment), holds);
  }

  async get(environment: string, key: string): Promise<Entry | undefined> {
    return this.#backend.reach(environment).entries.get(key);
  }

  async commit(environment: string, commit: Commit): Promise<void> {
    checkCommit(commit);
    const space = this.#backend.reach(environment);
    if (space.storeRevision !== commit.expectedRevision) throw staleWrite(commit);
    const { storeRevision } = commit;
    for (const put of commit.puts) space.entries.set(put.key, { ...put, storeRevision });
    space.storeRevision = storeRevision;
    this.#backend.wake(environment);
  }

  watch(environment: string, listener: WatchListener): Watch {
    return this.#attach(entryWatcher(environment, listener));
  }

  async putStatus(environment: string, status: NodeStatus, ttlMs: number): Promise<void> {
    const { leases } = this.#backend.reach(environment);
    clearTimeout(leases.get(status.node)?.timer);
    const timer = setTimeout(() => this.#drop(environment, status.node), ttlMs).unref();
    leases.set(status.node, { status, timer });
    this.#backend.wake(environment);
  }

  async removeStatus(environment: string, node: string): Promise<void> {
    this.#backend.reach(environment);
    this.#drop(environment, node);
  }

  async listStatus(environment: string): Promise<NodeStatus[]> {
    return [...this.#backend.reach(environment).leases.values()].map((lease) => lease.status);
  }

  watchStatus(environment: string, listener: StatusListener): Watch {
    return this.#attach(statusWatcher(environment, listener));
  }

  async close(): Promise<void> {
    await Promise.all(this.#watches.map((watch) => watch.close()));
  }

  #attach(watcher: Watcher): Watch {
    const watch = this.#backend.attach(watcher);
    this.#watches.push(watch);
    return watch;
  }

  #drop(environment: string, node: string): void {
    const { leases } = this.#backend.space(environment);
    clearTimeout(leases.get(node)?.timer);
    if (leases.delete(node)) this.#backend.wake(environment);
  }
}

function notAnswering(): AppError {
  return new AppError("unavailable", "The shared store does not answer.");
}
