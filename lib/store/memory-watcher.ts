import type { Entry, HolderSnapshot, Holds, StatusListener, WatchListener } from "./port.ts";
import type { NodeStatus } from "./schema.ts";

/** What one environment holds. */
export interface Space {
  storeRevision: number;
  entries: Map<string, Entry>;
  leases: Map<string, { status: NodeStatus; timer: NodeJS.Timeout }>;
}

/** Something that looks again whenever its environment changed; it keeps what it has already told. */
export interface Watcher {
  environment: string;
  look(space: Space): void;
  connection(state: "connected" | "lost", error?: unknown): void;
}

export function snapshotOf({ storeRevision, entries }: Space, holds: Holds = () => false): HolderSnapshot {
  const held: string[] = [];
  const others: Entry[] = [];
  for (const entry of entries.values()) {
    if (holds(entry)) held.push(entry.key);
    else others.push(entry);
  }
  return { storeRevision, entries: others, held };
}

export function entryWatcher(environment: string, listener: WatchListener): Watcher {
  let told: number | undefined;
  return {
    environment,
    connection: listener.connection.bind(listener),
    look: (space) => {
      const since = told;
      told = space.storeRevision;
      if (since === undefined || space.storeRevision < since) {
        listener.event({ kind: "snapshot", ...snapshotOf(space, listener.holds) });
      } else if (space.storeRevision > since) {
        const entries = [...space.entries.values()].filter((entry) => entry.storeRevision > since);
        listener.event({ kind: "change", storeRevision: space.storeRevision, entries });
      }
    },
  };
}

export function statusWatcher(environment: string, listener: StatusListener): Watcher {
  let told: Map<string, NodeStatus> | undefined;
  return {
    environment,
    connection: listener.connection.bind(listener),
    look: (space) => {
      const present = new Map([...space.leases].map(([node, lease]) => [node, lease.status]));
      const before = told;
      told = present;
      if (!before) {
        listener.event({ kind: "snapshot", statuses: [...present.values()] });
        return;
      }
      for (const [node, status] of present) {
        if (before.get(node) !== status) listener.event({ kind: "put", status });
      }
      for (const node of before.keys()) if (!present.has(node)) listener.event({ kind: "gone", node });
    },
  };
}
