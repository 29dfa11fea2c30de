import type { LiveSubscription } from "./consumers.ts";
import type { Gate } from "./gate.ts";
import type { Use } from "./use-counter.ts";

/** A key was let in by a version. */
export interface KnownAdmission {
  /** The version's settings. */
  gate: Gate;
  /** From then on it has to be decided anew. */
  untilMs: number;
  subscription: LiveSubscription;
  use: Use;
}

/** What is remembered of a key. */
export interface KnownKey {
  /** Its SHA-256, in lower-case hex. */
  sum: string;
  /** As of which `Consumers.edition` the admissions are right. */
  edition: number;
  /** One for each version, the latest last. */
  admissions: KnownAdmission[];
}

/** So many versions are remembered of a key; settings that are no longer in force are pushed out. */
const MAX_ADMISSIONS = 8;

export function admissionBy({ admissions }: KnownKey, gate: Gate): KnownAdmission | undefined {
  for (const one of admissions) if (one.gate === gate) return one;
  return undefined;
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
    this.#keep(key, earlier);
    return earlier;
  }

  /** Remembers a key that was let in, and no other: whoever guesses keys must not fill this. */
  admitted(key: string, { sum, edition }: Pick<KnownKey, "sum" | "edition">, by: KnownAdmission): void {
    const known = this.#used.get(key);
    if (known?.edition !== edition) return this.#keep(key, { sum, edition, admissions: [by] });
    const others = known.admissions.filter(({ gate }) => gate !== by.gate);
    known.admissions = [...others.slice(-(MAX_ADMISSIONS - 1)), by];
  }

  #keep(key: string, known: KnownKey): void {
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
