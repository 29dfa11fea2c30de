/** One kept answer: plain JSON but for its body. */
export interface StaleEntry {
  status: number;
  headers: string[];
  body: Buffer;
  storedAtMs: number;
  /** Its own word on how long it may be given out. */
  usableUntilMs: number;
  /** The Age it came with, in seconds. */
  ageS: number;
  vary: { name: string; value: string | undefined }[];
}

/** What an entry takes besides its texts and its body: lists, objects, its key and its place under it. */
const ENTRY_BYTES = 1024;
/** What a text takes besides its characters. */
const TEXT_BYTES = 24;

/** What these take in memory. */
export function entriesBytes(entries: readonly StaleEntry[]): number {
  return entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
}

function entryBytes({ body, headers, vary }: StaleEntry): number {
  let bytes = ENTRY_BYTES + body.length;
  for (const text of headers) bytes += TEXT_BYTES + text.length;
  for (const { name, value = "" } of vary) bytes += 4 * TEXT_BYTES + name.length + value.length;
  return bytes;
}

/** Most that are kept under a key. */
export const MAX_VARIANTS = 8;
/** Clocks of two processes differ by less. */
const MAX_AHEAD_MS = 60_000;

/**
 * The newest of each variant under a key, the newest first: every process has kept its own. An answer from the future is of a
 * clock that was changed since, and is left out.
 */
export function newestVariants(entries: readonly StaleEntry[], nowMs: number): StaleEntry[] {
  const newest = new Map<string, StaleEntry>();
  for (const entry of entries) {
    if (entry.storedAtMs > nowMs + MAX_AHEAD_MS) continue;
    const variant = JSON.stringify(entry.vary);
    const known = newest.get(variant);
    if (!known || entry.storedAtMs > known.storedAtMs) newest.set(variant, entry);
  }
  return [...newest.values()].toSorted((a, b) => b.storedAtMs - a.storedAtMs).slice(0, MAX_VARIANTS);
}
