import { appendFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Meter } from "#lib/admission";
import type { LiveSubscription } from "./consumers.ts";

interface QuotaFileParts {
  folder: string;
  environment: string;
  log: Logger;
  /** What was used under a subscription. */
  meterOf(subscriptionId: string): Meter;
}

/** One line: subscription, what was used, and the period in which. */
type Line = [id: string, used: number, periodStartMs: number, periodEndMs: number];

/** What was used of a quota is on disk after this: so many requests may be let through again after a crash. */
const WRITE_MS = 1_000;
/** A file with so many lines that say nothing new is written anew. */
const WASTE_LINES = 20_000;

/** Remembers what was used of quotas over a restart: a line is appended for each that changed within a second. */
export class QuotaFile {
  readonly #parts: QuotaFileParts;
  readonly #path: string;
  #changed: LiveSubscription[] = [];
  readonly #latest = new Map<string, Line>();
  #lines = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: QuotaFileParts) {
    this.#parts = parts;
    this.#path = join(parts.folder, `quotas-${parts.environment}.jsonl`);
  }

  /** Brings what was used before into the meters. A file that is not there, or lines that are none, count as nothing. */
  async load(nowMs: number): Promise<void> {
    const text = await readFile(this.#path, "utf8").catch(() => "");
    for (const line of text.split("\n")) {
      const known = readLine(line);
      if (known && known[3] > nowMs) this.#latest.set(known[0], known);
    }
    for (const [id, used, periodStartMs, periodEndMs] of this.#latest.values())
      Object.assign(this.#parts.meterOf(id), { used, periodStartMs, periodEndMs });
    if (text !== "") await this.#rewrite();
  }

  /** Something of a subscription's quota was used. */
  note(subscription: LiveSubscription): void {
    if (subscription.isNoted) return;
    subscription.isNoted = true;
    this.#changed.push(subscription);
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_MS).unref();
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#changed.length === 0) return;
    const changed = this.#changed;
    this.#changed = [];
    for (const subscription of changed) subscription.isNoted = false;
    const lines = changed.map(({ id, meter }): Line => [
      id,
      meter.used,
      meter.periodStartMs,
      meter.periodEndMs,
    ]);
    for (const line of lines) this.#latest.set(line[0], line);
    try {
      await mkdir(this.#parts.folder, { recursive: true, mode: 0o700 });
      if (this.#lines > this.#latest.size + WASTE_LINES) return await this.#rewrite();
      await appendFile(this.#path, textOf(lines), { mode: 0o600 });
      this.#lines += lines.length;
    } catch (error) {
      this.#parts.log.error({ err: error }, "what was used of quotas could not be written");
    }
  }

  async #rewrite(): Promise<void> {
    const beside = `${this.#path}.${process.pid}.tmp`;
    await writeFile(beside, textOf([...this.#latest.values()]), { mode: 0o600 });
    await rename(beside, this.#path);
    this.#lines = this.#latest.size;
  }
}

function textOf(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** Undefined for what is no line: the last one may be cut short. */
function readLine(text: string): Line | undefined {
  try {
    const [id, ...numbers] = JSON.parse(text) as Line;
    const isLine = typeof id === "string" && numbers.length === 3 && numbers.every(Number.isFinite);
    return isLine ? [id, ...(numbers as [number, number, number])] : undefined;
  } catch {
    return undefined;
  }
}
