import type { ResolvedStale } from "#lib/fallback";
import { sha256Hex } from "#lib/ids";
import type { ResponseHead } from "./response-headers.ts";

/** What identifies a stored answer, besides the headers that its Vary names. */
export interface StaleRequest {
  /** The document's key: one version. */
  routeKey: string;
  path: string;
  query: string;
  header(name: string): string | undefined;
}

export interface StaleAnswer {
  status: number;
  headers: readonly string[];
  body: Buffer;
  /** Seconds since the upstream made it. */
  ageS: number;
}

interface Entry {
  status: number;
  headers: string[];
  body: Buffer;
  storedAtMs: number;
  /** The Age it came with, in seconds. */
  ageS: number;
  vary: { name: string; value: string | undefined }[];
}

const MAX_VARIANTS = 8;
/** What an entry costs besides its body, roughly. */
const ENTRY_BYTES = 1024;

/** The last good answers, in memory, least recently used out first. */
export class StaleStore {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, Entry[]>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether this answer may be kept for others to get (RFC 9111 §3). Ask before collecting its body. */
  admits(target: ResolvedStale, request: StaleRequest, head: ResponseHead): boolean {
    if (head.status !== 200 || head.contentLength > target.maxEntryBytes) return false;
    if (forbidsStoring(request.header("cache-control"), NO_STORE)) return false;
    if (target.isolateBy === "public" && isIdentified(request)) return false;
    for (let i = 0; i < head.headers.length; i += 2) {
      const name = (head.headers[i] as string).toLowerCase();
      const value = head.headers[i + 1] as string;
      if (name === "set-cookie") return false;
      if (name === "cache-control" && forbidsStoring(value, NO_STORE_PRIVATE)) return false;
      if (name === "vary" && value.includes("*")) return false;
    }
    return true;
  }

  put(
    target: ResolvedStale,
    request: StaleRequest,
    answer: { head: ResponseHead; body: Buffer; nowMs: number },
  ): void {
    const { head, body, nowMs } = answer;
    if (body.length > target.maxEntryBytes) return;
    const vary = [...varyNames(head.headers), ...(target.varyBy ?? []).map((name) => name.toLowerCase())].map(
      (name) => ({
        name,
        value: request.header(name),
      }),
    );
    const entry: Entry = {
      status: head.status,
      headers: withoutLength(head.headers),
      body,
      storedAtMs: nowMs,
      ageS: ageOf(head.headers),
      vary,
    };
    const key = keyOf(target, request);
    const others = this.#take(key).filter((known) => !fits(known, request));
    this.#keep(key, [entry, ...others].slice(0, MAX_VARIANTS));
  }

  get(target: ResolvedStale, request: StaleRequest, nowMs: number): StaleAnswer | undefined {
    const key = keyOf(target, request);
    const entries = this.#take(key).filter((entry) => nowMs - entry.storedAtMs <= target.maxStaleMs);
    if (entries.length > 0) this.#keep(key, entries);
    const entry = entries.find((known) => fits(known, request));
    if (!entry) return undefined;
    const ageS = entry.ageS + Math.floor((nowMs - entry.storedAtMs) / 1000);
    return { status: entry.status, headers: entry.headers, body: entry.body, ageS };
  }

  /** Removes and returns what is under a key, so that `#keep` puts it back as the newest. */
  #take(key: string): Entry[] {
    const entries = this.#entries.get(key) ?? [];
    this.#entries.delete(key);
    this.#bytes -= sizeOf(entries);
    return entries;
  }

  #keep(key: string, entries: Entry[]): void {
    this.#entries.set(key, entries);
    this.#bytes += sizeOf(entries);
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#take(oldest);
    }
  }
}

const NO_STORE = /(?:^|[,\s])no-store(?:[,\s=]|$)/i;
const NO_STORE_PRIVATE = /(?:^|[,\s])(?:no-store|private)(?:[,\s=]|$)/i;

function forbidsStoring(cacheControl: string | undefined, directives: RegExp): boolean {
  return cacheControl !== undefined && directives.test(cacheControl);
}

function isIdentified(request: StaleRequest): boolean {
  return request.header("authorization") !== undefined || request.header("cookie") !== undefined;
}

/** Who asks is part of the key unless the answer is declared public. Until consumers are known, their credentials say who. */
function keyOf(target: ResolvedStale, request: StaleRequest): string {
  const place = `${request.routeKey}\n${target.id}\n${request.path}${request.query}`;
  if (target.isolateBy === "public") return place;
  const identity = `${request.header("authorization") ?? ""}\n${request.header("cookie") ?? ""}`;
  return `${place}\n${sha256Hex(identity)}`;
}

function fits(entry: Entry, request: StaleRequest): boolean {
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
    if (/^age$/i.test(headers[i] as string)) return Number.parseInt(headers[i + 1] as string, 10) || 0;
  }
  return 0;
}

function sizeOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + entry.body.length + ENTRY_BYTES, 0);
}
