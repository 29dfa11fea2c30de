import type { Logger } from "pino";
import type { Saved, SnapshotFile } from "./snapshot-file.ts";

interface WriterParts {
  file: SnapshotFile;
  log: Logger;
  /** What is in force now. */
  collect(): Saved;
}

/** A burst of publishes is one write; the first of it waits no longer than this. */
const DELAY_MS = 200;
/** A large snapshot is written no more often than it can be afforded. */
const REST_FACTOR = 10;
const RETRY_MS = 5_000;

/** Brings the snapshot on disk up to date soon after a change; a disk that fails costs a log line, never a request. */
export class SnapshotWriter {
  readonly #parts: WriterParts;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #dirty = false;
  #restUntilMs = 0;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  changed(): void {
    this.#dirty = true;
    if (this.#timer || this.#writing) return;
    const waitMs = Math.max(DELAY_MS, this.#restUntilMs - performance.now());
    this.#timer = setTimeout(() => void this.#write(), waitMs);
  }

  /** Writes what is not written yet. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#dirty) await this.#write();
    clearTimeout(this.#timer);
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#dirty = false;
    this.#writing = this.#save();
    await this.#writing;
    this.#writing = undefined;
    if (this.#dirty) this.changed();
  }

  async #save(): Promise<void> {
    const startedAt = performance.now();
    try {
      await this.#parts.file.write(this.#parts.collect());
      this.#restUntilMs = performance.now() + (performance.now() - startedAt) * REST_FACTOR;
    } catch (error) {
      this.#parts.log.error({ err: error }, "the snapshot could not be written; it is tried again");
      this.#restUntilMs = performance.now() + RETRY_MS;
      this.#dirty = true;
    }
  }
}
