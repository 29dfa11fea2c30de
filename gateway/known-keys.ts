import type { LiveSubscription } from "./consumers.ts";
import type { Gate } from "./gate.ts";
import type { Use } from "./use-counter.ts";

/** What is remembered of a key: its SHA-256, and under which subscription it was let in last. */
export interface KnownKey {
  /** In lower-case hex. */
  sum: string;
  /** By which version's settings, and as of which `Consumers.edition` that is right. */
  gate: Gate;
  edition: number;
  /** From then on it has to be decided anew. */
  untilMs: number;
  subscription: LiveSubscription;
  use: Use;
}

/** How many keys are remembered between two turns; beyond that they are hashed each time. */
const MAX = 10_000;
/** A key that is not used any more is forgotten after at least this, and at most twice as long. */
const TURN_MS = 30_000;

/**
 * Keys that were used of late, so that a client that sends the same key over and over does not pay for the hash each time. Whether one
 * is good is asked of the documents whenever any of them has changed. See docs/decisions/0059.
 */
export class KnownKeys {
  #used = new Map<string, KnownKey>();
  /** Those of the time before, until they are used again. */
  #before = new Map<string, KnownKey>();
  #timer: NodeJS.Timeout | undefined;

  get size(): number {
    return this.#used.size + this.#before.size;
  }

  /** Undefined: it has to be hashed. */
  find(key: string): KnownKey | undefined {
    const known = this.#used.get(key);
    if (known !== undefined || this.#before.size === 0) return known;
    const earlier = this.#before.get(key);
    if (earlier === undefined) return undefined;
    this.#before.delete(key);
    this.keep(key, earlier);
    return earlier;
  }

  /** Remembers a key that is good, and no other: whoever guesses keys must not fill this. */
  keep(key: string, known: KnownKey): void {
    if (this.#used.size >= MAX && !this.#used.has(key)) return;
    this.#used.set(key, known);
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
