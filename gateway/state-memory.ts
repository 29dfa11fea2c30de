import type { KeptVersion, Since } from "#lib/fallback";

/** What was known of a version before this process served it. */
export interface Recalled {
  version: KeptVersion;
  since: Since;
}

/** A version's states, as far as they outlive the process. */
export interface Remembered {
  /** Undefined while nothing of it is worth keeping. */
  keep(nowMs: number): KeptVersion | undefined;
}

/** Where target states come from when a version is first served, and go when they change. */
export interface StateMemory {
  /** By the key of the version's document. Asked once. */
  recall(key: string): Recalled | undefined;
  /** Something that outlives the process may have changed. */
  changed(key: string, states: Remembered): void;
  /** The version is no longer served. */
  forget(key: string): void;
}
