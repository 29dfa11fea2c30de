import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import type { Logger } from "pino";
import type { Clock } from "./clock.ts";
import type { FetchJson } from "./fetch-json.ts";

interface KeysParts {
  url: string;
  fetch: FetchJson;
  clock: Clock;
  log: Logger;
}

/** Older keys are fetched again, beside the requests that use them. */
const FRESH_MS = 10 * 60_000;
/** A token with an unknown key id makes them be fetched again, no more often than this: ids can be made up. */
const COOLDOWN_MS = 30_000;
const RETRY_MS = 5_000;
const MAX_KEYS = 100;

/** The public keys of one issuer (RFC 7517). Once fetched they are served from memory, also while the issuer is away. */
export class IssuerKeys {
  readonly #parts: KeysParts;
  #keys: JWTVerifyGetKey | undefined;
  /** The text of the keys in use: tokens that older ones verified must be verified anew. */
  #text = "";
  #fetching: Promise<void> | undefined;
  #fetchedAtMs = Number.NEGATIVE_INFINITY;
  #triedAtMs = Number.NEGATIVE_INFINITY;
  /** Raised whenever the keys are others. */
  generation = 0;

  constructor(parts: KeysParts) {
    this.#parts = parts;
  }

  /** The keys, as soon as there are any; undefined when they cannot be had now. Old ones are renewed on the side. */
  get(): JWTVerifyGetKey | undefined | Promise<JWTVerifyGetKey | undefined> {
    const now = this.#parts.clock.now();
    if (this.#keys) {
      if (now - this.#fetchedAtMs > FRESH_MS && now - this.#triedAtMs > RETRY_MS) void this.#fetch();
      return this.#keys;
    }
    if (!this.#fetching && now - this.#triedAtMs < RETRY_MS) return undefined;
    return this.#fetch().then(() => this.#keys);
  }

  /** A token names a key that is not among them: they may be others by now. Undefined when it is too soon to look again. */
  renew(): Promise<JWTVerifyGetKey | undefined> | undefined {
    if (!this.#fetching && this.#parts.clock.now() - this.#triedAtMs < COOLDOWN_MS) return undefined;
    return this.#fetch().then(() => this.#keys);
  }

  #fetch(): Promise<void> {
    this.#fetching ??= this.#load().finally(() => (this.#fetching = undefined));
    return this.#fetching;
  }

  async #load(): Promise<void> {
    const { url, fetch, clock, log } = this.#parts;
    this.#triedAtMs = clock.now();
    try {
      const found = await fetch.get(url);
      const text = JSON.stringify(found);
      if (text !== this.#text) {
        this.#keys = createLocalJWKSet(keySet(found));
        this.#text = text;
        this.generation++;
      }
      this.#fetchedAtMs = clock.now();
    } catch (error) {
      log.warn({ err: error, url, kept: this.#keys !== undefined }, "an issuer's keys cannot be fetched");
    }
  }
}

/** Symmetric keys have no place in a public list; one that is there must not make its text a secret. */
function keySet(found: unknown): JSONWebKeySet {
  const { keys } = found as Partial<JSONWebKeySet>;
  if (!Array.isArray(keys) || keys.length > MAX_KEYS) throw new Error("it is not a set of at most 100 keys");
  return { keys: keys.filter(({ kty }) => kty !== "oct") };
}
