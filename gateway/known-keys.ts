/** Of how many keys the sums are remembered between two turns; beyond that they are hashed each time. */
const MAX = 10_000;
/** A key that is not used any more is forgotten after at least this, and at most twice as long. */
const TURN_MS = 30_000;

/**
 * The SHA-256 sums of keys that were used of late, so that a client that sends the same key over and over does not pay for the hash
 * each time. It says nothing of whether a key is good: that is asked of the documents with every request. See docs/decisions/0059.
 */
export class KnownKeys {
  #used = new Map<string, string>();
  /** Those of the time before, until they are used again. */
  #before = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  get size(): number {
    return this.#used.size + this.#before.size;
  }

  /** In lower-case hex; undefined: it has to be hashed. */
  sumOf(key: string): string | undefined {
    const sum = this.#used.get(key);
    if (sum !== undefined || this.#before.size === 0) return sum;
    const earlier = this.#before.get(key);
    if (earlier === undefined) return undefined;
    this.#before.delete(key);
    this.keep(key, earlier);
    return earlier;
  }

  /** Remembers the sum of a key that is good, and of no other: whoever guesses keys must not fill this. */
  keep(key: string, sum: string): void {
    if (this.#used.size >= MAX) return;
    this.#used.set(key, sum);
    this.#timer ??= setInterval(() => this.#turn(), TURN_MS).unref();
  }

  forget(key: string): void {
    this.#used.delete(key);
    this.#before.delete(key);
  }

  #turn(): void {
    this.#before = this.#used;
    this.#used = new Map();
    if (this.#before.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
