import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Store } from "#lib/store";
import type { NodeStatus } from "#lib/store/schema";

interface StatusParts {
  store: Store;
  environment: string;
  log: Logger;
  status(): NodeStatus;
}

const TTL_MS = 15_000;
const RENEW_MS = 5_000;
const RETRY_MS = 1_000;
/** A store that is out of reach must not keep a gateway from stopping. */
const GOODBYE_MS = 1_000;

/**
 * Tells the store what this gateway has in force: at once after a change, and again before the lease runs out. One write at
 * a time; changes during a write are told by the next one.
 */
export class StatusWriter {
  readonly #parts: StatusParts;
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  #again = false;
  #stopped = false;
  #failing = false;

  constructor(parts: StatusParts) {
    this.#parts = parts;
  }

  tell(): void {
    if (this.#stopped) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    void this.#put();
  }

  async #put(): Promise<void> {
    clearTimeout(this.#timer);
    const { store, environment, status } = this.#parts;
    try {
      await store.putStatus(environment, status(), TTL_MS);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing)
        this.#parts.log.warn({ err: error }, "the store does not take this gateway's status");
      this.#failing = true;
    }
    this.#busy = false;
    if (this.#stopped) return;
    if (this.#again && !this.#failing) {
      this.#again = false;
      this.tell();
      return;
    }
    this.#timer = setTimeout(() => this.tell(), this.#failing ? RETRY_MS : RENEW_MS).unref();
  }

  /** Takes the status away: a gateway that leaves on purpose does not wait for its lease to end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const { store, environment, status } = this.#parts;
    try {
      await Promise.race([store.removeStatus(environment, status().node), delay(GOODBYE_MS)]);
    } catch (error) {
      this.#parts.log.debug({ err: error }, "the status stays until its lease ends");
    }
  }
}
