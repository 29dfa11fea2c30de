import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Logger } from "pino";
import type { Keyring } from "./keyring.ts";
import { ownBytes } from "./own-text.ts";
import { entriesBytes, newestVariants, type StaleEntry } from "./stale-entry.ts";

const FORMAT = "understudy/stale/v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** What is kept for a key is on disk after this; until then a newer answer takes its place. */
const DELAY_MS = 2_000;
/** Files written at a time. */
const WRITERS = 2;
/** Most that waits to be written; what comes above it is in memory alone. */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;

interface DiskParts {
  folder: string;
  keys: Keyring;
  log: Logger;
}

interface Waiting {
  entries: readonly StaleEntry[];
  /** When the newest of them was kept. */
  nowMs: number;
  /** When the target gives none of them out any more. */
  untilMs: number;
}

/**
 * Last good answers on disk, a file per key, for what memory has no room for and for the next process. Contents are sealed
 * (AES-256-GCM) and names are HMACs, both under keys derived from the sealing key: answers may be personal, and so are
 * paths. A file's modification time says until when it is of use. Written late and in the background, beside the old file
 * and renamed over it, never synced: a killed process loses the last seconds, a power cut maybe more, and a damaged file only
 * itself.
 */
export class StaleDisk {
  readonly #parts: DiskParts;
  #waiting = new Map<string, Waiting>();
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isFailing = false;

  constructor(parts: DiskParts) {
    this.#parts = parts;
  }

  /** Has it written soon. */
  put(key: string, waiting: Waiting): void {
    const { entries } = waiting;
    this.#waitingBytes += entriesBytes(entries) - entriesBytes(this.#waiting.get(key)?.entries ?? []);
    if (this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#waitingBytes -= entriesBytes(entries);
      this.#waiting.delete(key);
      return;
    }
    this.#waiting.set(key, waiting);
    this.#timer ??= setTimeout(() => void this.flush(), DELAY_MS).unref();
  }

  /** Writes what waits; resolves when it is written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#writeAll());
    return this.#writing;
  }

  async #writeAll(): Promise<void> {
    const due = [...this.#waiting];
    this.#waiting = new Map();
    this.#waitingBytes = 0;
    const write = async (): Promise<void> => {
      for (let next = due.pop(); next; next = due.pop()) await this.#tryWrite(...next);
    };
    await Promise.all(Array.from({ length: WRITERS }, write));
  }

  async #tryWrite(key: string, waiting: Waiting): Promise<void> {
    try {
      await this.#write(key, waiting);
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#parts.log.error({ err: error }, "stale answers cannot be kept on disk");
      this.#isFailing = true;
    }
  }

  /** Other processes of this gateway may have kept other variants under the key, or newer ones: they stay. */
  async #write(key: string, { entries, nowMs, untilMs }: Waiting): Promise<void> {
    const all = newestVariants([...entries, ...(await this.#written(key))], nowMs);
    const [place] = this.#placesOf(key);
    if (!place) return;
    const beside = `${place.path}.${process.pid}.tmp`;
    await mkdir(dirname(place.path), { recursive: true, mode: 0o700 });
    await writeFile(beside, seal(all, place), { mode: 0o600 });
    const endMs = Math.min(untilMs, Math.max(...all.map(({ usableUntilMs }) => usableUntilMs)));
    await utimes(beside, endMs / 1000, endMs / 1000);
    await rename(beside, place.path);
  }

  /** What is kept under a key; nothing when there is nothing, or it is damaged. */
  async read(key: string): Promise<StaleEntry[]> {
    const waiting = this.#waiting.get(key);
    return waiting ? [...waiting.entries] : this.#written(key);
  }

  async #written(key: string): Promise<StaleEntry[]> {
    for (const place of this.#placesOf(key)) {
      const bytes = await readFile(place.path).catch(() => undefined);
      if (!bytes) continue;
      const entries = unseal(bytes, place);
      if (entries) return entries;
      this.#parts.log.warn({ file: place.path }, "a stale answer on disk is damaged and is dropped");
      await rm(place.path, { force: true }).catch(() => undefined);
    }
    return [];
  }

  /** Where a key is kept, under each of the sealing keys, the present one first. */
  #placesOf(key: string): Place[] {
    const sealing = this.#parts.keys.derived(FORMAT);
    const naming = this.#parts.keys.derived(`${FORMAT} name`);
    return sealing.map((sealingKey, index) => {
      const name = createHmac("sha256", naming[index] as Buffer)
        .update(key)
        .digest("hex");
      return { sealingKey, name, path: join(this.#parts.folder, name.slice(0, 2), name.slice(2)) };
    });
  }
}

interface Place {
  sealingKey: Buffer;
  name: string;
  path: string;
}

/** Nonce, tag, and sealed: the length of the entries' JSON, the JSON, and their bodies one after the other. */
function seal(entries: readonly StaleEntry[], { sealingKey, name }: Place): Buffer {
  const about = Buffer.from(
    JSON.stringify(entries.map(({ body, ...rest }) => ({ ...rest, bytes: body.length }))),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32BE(about.length);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", sealingKey, nonce).setAAD(Buffer.from(`${FORMAT} ${name}`));
  const parts = [length, about, ...entries.map(({ body }) => body)].map((part) => cipher.update(part));
  const last = cipher.final();
  return Buffer.concat([nonce, cipher.getAuthTag(), ...parts, last]);
}

/** Undefined when it is not what `seal` made for this place. */
function unseal(bytes: Buffer, { sealingKey, name }: Place): StaleEntry[] | undefined {
  try {
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", sealingKey, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(`${FORMAT} ${name}`));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const plain = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    let at = 4 + plain.readUInt32BE(0);
    const about = JSON.parse(plain.toString("utf8", 4, at)) as (Omit<StaleEntry, "body"> & {
      bytes: number;
    })[];
    return about.map(({ bytes: length, ...rest }) => ({
      ...rest,
      body: ownBytes([plain.subarray(at, (at += length))], length),
    }));
  } catch {
    return undefined;
  }
}
