import type { Clock } from "./clock.ts";

/** Something that has to be looked at when its time has come. */
export interface Waiting {
  /** On the gateway's clock; may be moved while it waits. */
  dueMs: number;
  /** Called until it moves its time or no longer waits. */
  due(): void;
}

const TICK_MS = 10;

/**
 * The limits of everything under way, looked at together every 10 ms: most are met, so a timer for each, set and cleared
 * several times per request, costs more than all the looking.
 */
export class Alarms {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(waiting: Waiting): void {
    this.#waiting.add(waiting);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
  }

  remove(waiting: Waiting): void {
    this.#waiting.delete(waiting);
  }

  #tick(): void {
    if (this.#waiting.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    const now = this.#clock.now();
    for (const waiting of this.#waiting) if (waiting.dueMs <= now) waiting.due();
  }
}
