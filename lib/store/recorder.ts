import { eventually } from "#lib/testing";
import type { Holds, Store, Watch, WatchEvent } from "./port.ts";

/** What a reader that follows every event would hold, and everything it was told on the way. */
export interface Recorder {
  events: WatchEvent[];
  connections: ("connected" | "lost")[];
  /** Value by key after all events so far. */
  state: Map<string, string>;
  /** `key@revision` of every entry in a `change`, in order. */
  changes: string[];
  revision(): number;
  /** Waits until the watch has told of this revision. */
  reaches(storeRevision: number): Promise<void>;
  close(): Promise<void>;
}

interface Options {
  /** Runs after each event is taken in. */
  onEvent?(recorder: Recorder): void;
  holds?: Holds;
}

/** Watches an environment and keeps what it is told. */
export function record(store: Store, environment: string, { onEvent, holds }: Options = {}): Recorder {
  let watch: Watch | undefined = undefined;
  const recorder: Recorder = {
    events: [],
    connections: [],
    state: new Map(),
    changes: [],
    revision: () => recorder.events.at(-1)?.storeRevision ?? -1,
    reaches: async (storeRevision) => {
      await eventually(
        `revision ${storeRevision} is told`,
        () => recorder.revision() >= storeRevision,
        20_000,
      );
    },
    close: async () => watch?.close(),
  };
  watch = store.watch(environment, {
    ...(holds ? { holds } : {}),
    event: (event) => {
      recorder.events.push(event);
      if (event.kind === "snapshot") recorder.state.clear();
      for (const { key, value, storeRevision } of event.entries) {
        recorder.state.set(key, value);
        if (event.kind === "change") recorder.changes.push(`${key}@${storeRevision}`);
      }
      onEvent?.(recorder);
    },
    connection: (state) => void recorder.connections.push(state),
  });
  return recorder;
}
