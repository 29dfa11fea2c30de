import type { Log } from "#lib/db";

interface LoopOptions {
  name: string;
  /** One pass; runs alone, never twice at once. */
  pass(): Promise<void>;
  /** A pass at least this often, ms. */
  everyMs: number;
  log: Log;
}

const RETRY_FIRST_MS = 250;
const RETRY_MOST_MS = 5_000;

/**
 * Runs `pass` when woken and on a timer. A wake during a pass leads to another one after it, so none is lost;
 * a failed pass is repeated after 250 ms, 500 ms, … at most 5 s, or at once when woken.
 */
export class WakeableLoop {
  readonly #options: LoopOptions;
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;
  #ended: Promise<void> = Promise.resolve();
  #again = false;
  #stopped = false;
  #failures = 0;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  wake(): void {
    if (this.#stopped) return;
    if (this.#isRunning) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#isRunning = true;
    this.#ended = this.#run();
  }

  /** No pass starts after this; resolves when the present one has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#ended;
  }

  async #run(): Promise<void> {
    do {
      this.#again = false;
      await this.#pass();
    } while (this.#again && !this.#stopped);
    this.#isRunning = false;
    if (this.#stopped) return;
    this.#timer = setTimeout(() => this.wake(), this.#delayMs());
  }

  async #pass(): Promise<void> {
    try {
      await this.#options.pass();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#options.log.warn(
        { err: error, failures: this.#failures },
        `${this.#options.name} failed, will be repeated`,
      );
    }
  }

  #delayMs(): number {
    if (this.#failures === 0) return this.#options.everyMs;
    return Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** (this.#failures - 1));
  }
}
