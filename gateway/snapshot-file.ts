import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Entry } from "#lib/store";

/** What a gateway last had in force. */
export interface Saved {
  storeRevision: number;
  entries: Entry[];
}

export type Loaded =
  | { kind: "loaded"; saved: Saved }
  | { kind: "absent" }
  | { kind: "refused"; reason: string };

const FORMAT = "understudy/snapshot/v1";
const FILE = "documents.snapshot";
/** Lines written between two looks at the event loop. */
const SLICE = 500;

interface Header {
  format: string;
  environment: string;
  storeRevision: number;
  entries: number;
}

/**
 * The last good documents on disk: a header line, one line per entry, and the SHA-256 of all of that as the last line. Written
 * beside the old file, synced and renamed over it, so that a crash leaves the old or the new one, never half of one.
 */
export class SnapshotFile {
  readonly #path: string;
  readonly #environment: string;

  constructor(folder: string, environment: string) {
    this.#path = join(folder, FILE);
    this.#environment = environment;
  }

  async write(storeRevision: number, entries: readonly Entry[]): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    const beside = `${this.#path}.${process.pid}.tmp`;
    const file = await open(beside, "w", 0o600);
    try {
      const hash = createHash("sha256");
      const header: Header = {
        format: FORMAT,
        environment: this.#environment,
        storeRevision,
        entries: entries.length,
      };
      for (let at = -1; at < entries.length; at += at < 0 ? 1 : SLICE) {
        const lines = at < 0 ? [header] : entries.slice(at, at + SLICE);
        const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
        hash.update(text);
        await file.appendFile(text);
        await setImmediate();
      }
      await file.appendFile(`${hash.digest("hex")}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, this.#path);
    await syncFolder(dirname(this.#path));
  }

  async read(): Promise<Loaded> {
    let bytes: Buffer;
    try {
      bytes = await readFile(this.#path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return { kind: "absent" };
      return { kind: "refused", reason: `it cannot be read: ${String(error)}` };
    }
    try {
      return this.#parse(bytes);
    } catch (error) {
      return {
        kind: "refused",
        reason: `it is not a snapshot: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }

  #parse(bytes: Buffer): Loaded {
    const end = bytes.lastIndexOf("\n", -2) + 1;
    const sum = bytes.toString("latin1", end).trim();
    const content = bytes.subarray(0, end);
    if (createHash("sha256").update(content).digest("hex") !== sum) {
      return { kind: "refused", reason: "its checksum does not match: it is damaged or was cut short" };
    }
    const lines = content.toString("utf8").split("\n").slice(0, -1);
    const header = JSON.parse(lines[0] ?? "") as Header;
    if (header.format !== FORMAT)
      return { kind: "refused", reason: `its format is ${String(header.format)}` };
    if (header.environment !== this.#environment) {
      return { kind: "refused", reason: `it is of the environment ${header.environment}` };
    }
    const entries = lines.slice(1).map((line) => JSON.parse(line) as Entry);
    return { kind: "loaded", saved: { storeRevision: header.storeRevision, entries } };
  }
}

/** Makes the rename itself durable; not every file system lets a folder be synced. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // The content is safe either way; only the name may be the old one after a power cut.
  }
}
