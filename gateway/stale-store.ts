import type { ResolvedStale } from "#lib/fallback";
import { sha256Hex } from "#lib/ids";
import { consumerOf, credentialOf } from "./client-credential.ts";
import { ownText } from "./own-text.ts";
import type { StaleDisk } from "./stale-disk.ts";
import { entriesBytes, MAX_VARIANTS, newestVariants, type StaleEntry } from "./stale-entry.ts";
import type { ResponseHead } from "./response-headers.ts";
import { usableMs } from "./storable.ts";

/** What identifies a stored answer, besides the headers that its Vary names. */
export interface StaleRequest {
  /** The document's key: one version. */
  routeKey: string;
  /** The host that was asked, in lower case: also where the Host header says another, or there is none. */
  readonly host: string;
  path: string;
  query: string;
  /** What a body asks for is in no key: an answer to a request that has one is neither kept nor given. */
  readonly bodyBytes: number;
  header(name: string): string | undefined;
  /** Whether targets get the header: what lets a client in here mostly ends here. `name` in lower case. */
  isPassedOn(name: string): boolean;
  /** Id of the application that calls; absent or "": nobody asked. */
  readonly application?: string;
}

export interface StaleAnswer {
  status: number;
  headers: readonly string[];
  body: Buffer;
  /** Seconds since the upstream made it. */
  ageS: number;
}

/** RFC 9111 §1.2.2: a longer time than can be told is 2^31 s. */
const MAX_AGE_S = 2 ** 31;

/** The last good answers, in memory, least recently used out first. */
export class StaleStore {
  readonly #maxBytes: number;
  readonly #disk: StaleDisk | undefined;
  readonly #entries = new Map<string, StaleEntry[]>();
  #bytes = 0;

  constructor(maxBytes: number, disk?: StaleDisk) {
    this.#maxBytes = maxBytes;
    this.#disk = disk;
  }

  put(
    target: ResolvedStale,
    request: StaleRequest,
    answer: { head: ResponseHead; body: Buffer; nowMs: number },
  ): void {
    const { head, body, nowMs } = answer;
    if (body.length > target.maxEntryBytes) return;
    const vary = [...varyNames(head.headers), ...namesOf(target)].map((name) => {
      const value = request.header(name);
      return { name: ownText(name), value: value === undefined ? undefined : ownText(value) };
    });
    const ageS = ageOf(head.headers);
    const entry: StaleEntry = {
      status: head.status,
      headers: withoutLength(head.headers).map(ownText),
      body,
      storedAtMs: nowMs,
      usableUntilMs: Math.min(Number.MAX_SAFE_INTEGER, nowMs + usableMs(head, ageS)),
      ageS,
      vary,
    };
    const key = keyOf(target, request);
    const others = this.#take(key).filter((known) => !fits(known, request));
    const entries = [entry, ...others].slice(0, MAX_VARIANTS);
    this.#keep(key, entries);
    this.#disk?.put(key, { entries, nowMs, untilMs: nowMs + target.maxStaleMs });
  }

  /** Brings in what only the disk has for a request, before `get` is asked; undefined when memory has an answer. */
  fetch(target: ResolvedStale, request: StaleRequest, nowMs: number): Promise<void> | undefined {
    if (!this.#disk) return undefined;
    const key = keyOf(target, request);
    const held = this.#entries.get(key) ?? [];
    if (held.some((known) => isUsable(known, target, nowMs) && fits(known, request))) return undefined;
    return this.#disk.read(key).then((found) => {
      const entries = newestVariants([...this.#take(key), ...found], nowMs);
      if (entries.length > 0) this.#keep(key, entries);
    });
  }

  /** Puts on disk what is not there yet. */
  async stop(): Promise<void> {
    await this.#disk?.flush();
  }

  get(target: ResolvedStale, request: StaleRequest, nowMs: number): StaleAnswer | undefined {
    if (request.bodyBytes !== 0) return undefined;
    const key = keyOf(target, request);
    const entries = this.#take(key).filter((entry) => isUsable(entry, target, nowMs));
    if (entries.length > 0) this.#keep(key, entries);
    const entry = entries.find((known) => fits(known, request));
    if (!entry) return undefined;
    const heldS = Math.max(0, Math.floor((nowMs - entry.storedAtMs) / 1000));
    const ageS = Math.min(MAX_AGE_S, entry.ageS + heldS);
    return { status: entry.status, headers: entry.headers, body: entry.body, ageS };
  }

  /** Removes and returns what is under a key, so that `#keep` puts it back as the newest. */
  #take(key: string): StaleEntry[] {
    const entries = this.#entries.get(key) ?? [];
    this.#entries.delete(key);
    this.#bytes -= entriesBytes(entries);
    return entries;
  }

  #keep(key: string, entries: StaleEntry[]): void {
    this.#entries.set(key, entries);
    this.#bytes += entriesBytes(entries);
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#take(oldest);
    }
  }
}

/** A hash, since clients may make it as long as they like. What `varyBy` adds must not find what was kept without it. */
function keyOf(target: ResolvedStale, request: StaleRequest): string {
  const { routeKey, host, path, query } = request;
  const { id, isolateBy } = target;
  const names = namesOf(target).toSorted().join();
  return sha256Hex(
    `${routeKey}\n${id}\n${isolateBy}\n${names}\n${host}\n${path}${query}\n${whoOf(target, request)}`,
  );
}

/** Who asks is part of the key unless the answer is declared public. */
function whoOf({ isolateBy }: ResolvedStale, request: StaleRequest): string {
  if (isolateBy === "public") return "";
  return isolateBy === "consumer" ? consumerOf(request) : credentialOf(request);
}

function namesOf({ varyBy }: ResolvedStale): string[] {
  return varyBy.map((name) => name.toLowerCase());
}

function isUsable(entry: StaleEntry, target: ResolvedStale, nowMs: number): boolean {
  return nowMs - entry.storedAtMs <= target.maxStaleMs && nowMs <= entry.usableUntilMs;
}

function fits(entry: StaleEntry, request: StaleRequest): boolean {
  return entry.vary.every(({ name, value }) => request.header(name) === value);
}

function varyNames(headers: readonly string[]): string[] {
  const names: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    if ((headers[i] as string).toLowerCase() !== "vary") continue;
    for (const name of (headers[i + 1] as string).split(","))
      if (name.trim() !== "") names.push(name.trim().toLowerCase());
  }
  return names;
}

/** The length is written anew, and the age counts on from what it was. */
function withoutLength(headers: readonly string[]): string[] {
  const left: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    if (!/^(?:content-length|age)$/i.test(name)) left.push(name, headers[i + 1] as string);
  }
  return left;
}

function ageOf(headers: readonly string[]): number {
  for (let i = 0; i < headers.length; i += 2) {
    if (/^age$/i.test(headers[i] as string))
      return /^\d+$/.test(headers[i + 1] as string) ? Math.min(MAX_AGE_S, Number(headers[i + 1])) : 0;
  }
  return 0;
}
