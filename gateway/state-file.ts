import { createHmac, timingSafeEqual } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { KeptVersion } from "#lib/fallback";
import type { Keyring } from "./keyring.ts";

const FORMAT = "understudy/target-states/v1";
const FILE = "target-states.json";

const Content = z.strictObject({
  format: z.literal(FORMAT),
  environment: z.string(),
  /** On the writer's own clock, which its states' times are of. */
  savedAtMs: z.number(),
  /** By the system's clock. */
  wallMs: z.number(),
  /** By the key of the version's document. */
  versions: z.record(z.string(), KeptVersion),
});
export type SavedStates = Omit<z.infer<typeof Content>, "format" | "environment">;

interface FileParts {
  folder: string;
  environment: string;
  keys: Keyring;
}

/**
 * Target states on disk: one line of JSON, and its HMAC on a second. Written beside the old file and renamed over it. It is
 * not synced: after a power cut it may be gone, and then states are unknown, which costs a few failed attempts.
 */
export class StateFile {
  readonly #parts: FileParts;
  readonly #path: string;

  constructor(parts: FileParts) {
    this.#parts = parts;
    this.#path = join(parts.folder, FILE);
  }

  #seals(text: string): Buffer[] {
    return this.#parts.keys.derived(FORMAT).map((key) => createHmac("sha256", key).update(text).digest());
  }

  async write(saved: SavedStates): Promise<void> {
    const { folder, environment } = this.#parts;
    const text = JSON.stringify({ format: FORMAT, environment, ...saved });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const beside = `${this.#path}.${process.pid}.tmp`;
    await writeFile(beside, `${text}\n${this.#seals(text)[0]?.toString("hex")}\n`, { mode: 0o600 });
    await rename(beside, this.#path);
  }

  /** Undefined when there is none. Throws, with the reason, when it is not one that this gateway wrote. */
  async read(): Promise<SavedStates | undefined> {
    let bytes: string;
    try {
      bytes = await readFile(this.#path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    const [text = "", seal = ""] = bytes.split("\n");
    const given = Buffer.from(seal, "hex");
    if (!this.#seals(text).some((own) => own.length === given.length && timingSafeEqual(own, given)))
      throw new Error("it is damaged, or another gateway wrote it");
    const { environment, savedAtMs, wallMs, versions } = Content.parse(JSON.parse(text));
    if (environment !== this.#parts.environment) throw new Error(`it is of the environment ${environment}`);
    return { savedAtMs, wallMs, versions };
  }
}
