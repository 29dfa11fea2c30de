import type { Clock } from "./clock.ts";

/** Something that has to be looked at when its time has come. */
export interface Waiting {
  /** On the gateway's clock; may be moved while it waits. */
  dueMs: number;
  /** Called until it moves its time or no longer waits. */
  due(): void;
  /** Its place among those that wait; kept by `Alarms`, −1 when it does not wait. */
  place: number;
}

const TICK_MS = 10;

/**
 * The limits of everything under way, looked at together every 10 ms: most are met, so a timer for each, set and cleared
 * several times per request, costs more than all the looking.
 */
export class Alarms {
  readonly #clock: Clock;
  /** No Set: what a Set forgets stays reachable from its earlier tables, through all of a minor garbage collection. */
  readonly #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(waiting: Waiting): void {
    if (waiting.place < 0) waiting.place = this.#waiting.push(waiting) - 1;
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
  }

  /** The last takes its place. */
  remove(waiting: Waiting): void {
    const { place } = waiting;
    if (place < 0) return;
    waiting.place = -1;
    const last = this.#waiting.pop() as Waiting;
    if (last === waiting) return;
    last.place = place;
    this.#waiting[place] = last;
  }

  #tick(): void {
    if (this.#waiting.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    const now = this.#clock.now();
    // From the end, because whoever leaves is replaced by the last.
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      const waiting = this.#waiting[i];
      if (waiting && waiting.dueMs <= now) waiting.due();
    }
  }
}
