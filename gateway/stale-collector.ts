import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";

interface CollectorParts {
  folder: string;
  maxBytes: number;
  log: Logger;
}

const EVERY_MS = 10_000;
/** A file that was being written this long ago never will be. */
const TORN_MS = 60_000;
/** Room that is made at a time. */
const FULL_SHARE = 0.9;
const BLOCK_BYTES = 4096;

interface Found {
  path: string;
  bytes: number;
  expiresAtMs: number;
}

/**
 * Keeps the stale answers on disk within their bound, and removes those of no more use. One per gateway: it looks every
 * 10 s, so between two looks the folder may grow by what is written then.
 */
export class StaleCollector {
  readonly #parts: CollectorParts;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;

  constructor(parts: CollectorParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.collect(), EVERY_MS).unref();
  }

  /** One look at all of it; what is under way counts. */
  collect(): Promise<void> {
    this.#running ??= this.#collect().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #collect(): Promise<void> {
    try {
      const kept = await this.#removeExpired(Date.now());
      await this.#makeRoom(kept);
    } catch (error) {
      this.#parts.log.error({ err: error }, "the stale answers on disk cannot be looked through");
    }
  }

  async #removeExpired(nowMs: number): Promise<Found[]> {
    const kept: Found[] = [];
    for await (const found of this.#files()) {
      const isTorn = found.path.endsWith(".tmp") && found.expiresAtMs < nowMs - TORN_MS;
      if (isTorn || (found.expiresAtMs <= nowMs && !found.path.endsWith(".tmp"))) await remove(found.path);
      else kept.push(found);
    }
    return kept;
  }

  /** What is of use for the shortest time goes first. */
  async #makeRoom(kept: Found[]): Promise<void> {
    const { maxBytes } = this.#parts;
    let bytes = kept.reduce((sum, found) => sum + found.bytes, 0);
    if (bytes <= maxBytes) return;
    kept.sort((a, b) => a.expiresAtMs - b.expiresAtMs);
    for (const found of kept) {
      if (bytes <= maxBytes * FULL_SHARE) return;
      await remove(found.path);
      bytes -= found.bytes;
    }
  }

  async *#files(): AsyncIterable<Found> {
    const { folder } = this.#parts;
    for (const part of await names(folder)) {
      for (const name of await names(join(folder, part))) {
        const path = join(folder, part, name);
        const found = await stat(path).catch(() => undefined);
        if (!found) continue;
        // A small file takes a block of the disk all the same.
        const bytes = Math.ceil(found.size / BLOCK_BYTES) * BLOCK_BYTES;
        yield { path, bytes, expiresAtMs: found.mtimeMs };
      }
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined);
}
