import type { Logger } from "pino";
import type { KeptVersion } from "#lib/fallback";
import type { Clock } from "./clock.ts";
import type { SavedStates, StateFile } from "./state-file.ts";
import type { Recalled, Remembered, StateMemory } from "./state-memory.ts";

interface KeeperParts {
  file: StateFile;
  clock: Clock;
  log: Logger;
  /** The system's clock, in ms since 1970. */
  wallNow?: () => number;
}

/** Changes are on disk after this. */
const DELAY_MS = 1_000;
/** What has not changed is written again, so that it does not count as old. */
const REFRESH_MS = 60_000;
/** Most versions whose states are kept: with more of them out of order, states are the smaller trouble. */
const MAX_VERSIONS = 5_000;

/**
 * Keeps target states on disk while there are any worth keeping, and gives them to the versions that this process serves
 * again. Whatever is wrong with the file or the disk costs a log line: states are then unknown, and requests find out.
 */
export class StateKeeper implements StateMemory {
  readonly #parts: KeeperParts;
  readonly #wallNow: () => number;
  readonly #live = new Map<string, Remembered>();
  #saved: SavedStates | undefined;
  readonly #recalled = new Map<string, KeptVersion>();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isDirty = false;
  #isEmpty = true;
  #isFailing = false;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#wallNow = parts.wallNow ?? Date.now;
  }

  /** Reads what an earlier process left. Returns the keys of the versions it knew something of. */
  async load(): Promise<string[]> {
    try {
      this.#saved = await this.#parts.file.read();
    } catch (error) {
      this.#parts.log.warn({ err: error }, "the target states on disk are not used");
    }
    for (const [key, version] of Object.entries(this.#saved?.versions ?? {}))
      this.#recalled.set(key, version);
    this.#isEmpty = this.#recalled.size === 0;
    if (!this.#isEmpty) this.#schedule(REFRESH_MS);
    return [...this.#recalled.keys()];
  }

  recall(key: string): Recalled | undefined {
    const version = this.#recalled.get(key);
    if (!version || !this.#saved) return undefined;
    this.#recalled.delete(key);
    const { savedAtMs, wallMs } = this.#saved;
    const nowMs = this.#parts.clock.now();
    const elapsedMs = Math.max(0, this.#wallNow() - wallMs);
    return { version, since: { nowMs, elapsedMs, shiftMs: nowMs - elapsedMs - savedAtMs } };
  }

  changed(key: string, states: Remembered): void {
    this.#live.set(key, states);
    if (this.#isDirty) return;
    this.#isDirty = true;
    this.#schedule(DELAY_MS);
  }

  forget(key: string): void {
    this.#recalled.delete(key);
    if (this.#live.delete(key)) this.#isDirty = true;
  }

  #schedule(waitMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), waitMs).unref();
  }

  /** Writes what is known now; resolves when it is on disk, or could not be put there. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#isDirty = false;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const { file, clock, log } = this.#parts;
    const nowMs = clock.now();
    const versions = this.#collect(nowMs);
    const isEmpty = Object.keys(versions).length === 0;
    if (isEmpty && this.#isEmpty) return;
    try {
      await file.write({ savedAtMs: nowMs, wallMs: this.#wallNow(), versions });
      this.#isEmpty = isEmpty;
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) log.error({ err: error }, "target states cannot be kept on disk");
      this.#isFailing = true;
    }
    if (!this.#isDirty && !isEmpty) this.#schedule(REFRESH_MS);
  }

  /** States of versions that are served, and of those that were not asked for yet. */
  #collect(nowMs: number): Record<string, KeptVersion> {
    const versions: Record<string, KeptVersion> = {};
    let room = MAX_VERSIONS;
    for (const [key, states] of this.#live) {
      const kept = states.keep(nowMs);
      if (!kept) this.#live.delete(key);
      else if (room-- > 0) versions[key] = kept;
    }
    return versions;
  }

  async stop(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
  }
}
