import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { RouteMatch } from "#lib/routing/schema";
import { isCredentialKey } from "./held-documents.ts";
import { HeldText, SharedBytes } from "./held-text.ts";
import type { Keyring } from "./keyring.ts";

/** A document as a snapshot keeps it. What is beside its text is known from it, so that it need not be parsed at once. */
export interface SavedDocument {
  key: string;
  storeRevision: number;
  text: HeldText;
  /** Of a route. */
  match?: RouteMatch[];
  isChecked?: boolean;
}

/** What a gateway last had in force. */
export interface Saved {
  storeRevision: number;
  /** To be read once, one after the other. */
  documents: Iterable<SavedDocument>;
}

export type Loaded =
  | {
      kind: "loaded";
      saved: Saved;
      /** A gateway with keys and software of this one wrote it: what is in it was verified and served. */
      isOwn: boolean;
    }
  | { kind: "absent" }
  | { kind: "refused"; reason: string };

const FORMAT = "understudy/snapshot/v2";
const FILE = "documents.snapshot";
/** Documents written between two looks at the event loop. */
const SLICE = 200;

interface Header {
  format: string;
  environment: string;
  storeRevision: number;
  /** The keys that the documents in it may have been signed with. */
  verifiedBy?: string[];
}

/** The line before a document's text, which is `bytes` long and ends with a line feed of its own. */
type DocumentLine = Omit<SavedDocument, "text"> & { bytes: number };

interface FileParts {
  folder: string;
  environment: string;
  keys: Keyring;
  softwareVersion: string;
}

/**
 * The last good documents on disk: a header line, per document a line about it and its text as it was in the store, and as
 * the last line the SHA-256 of all of that with its HMAC. Written beside the old file, synced and renamed over it, so that a crash leaves the old or the new one, never half of one.
 */
export class SnapshotFile {
  readonly #path: string;
  readonly #environment: string;
  readonly #keys: Keyring;
  readonly #purpose: string;

  constructor({ folder, environment, keys, softwareVersion }: FileParts) {
    this.#path = join(folder, FILE);
    this.#environment = environment;
    this.#keys = keys;
    this.#purpose = `${FORMAT} ${softwareVersion}`;
  }

  #seals(sum: string): Buffer[] {
    return this.#keys.derived(this.#purpose).map((key) => createHmac("sha256", key).update(sum).digest());
  }

  async write({ storeRevision, documents }: Saved): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const beside = `${this.#path}.${process.pid}.tmp`;
    const file = await open(beside, "w", 0o600);
    try {
      const hash = createHash("sha256");
      const header: Header = {
        format: FORMAT,
        environment: this.#environment,
        storeRevision,
        verifiedBy: this.#keys.everVerifyKeyIds,
      };
      for (const part of partsOf(header, documents)) {
        hash.update(part);
        await file.appendFile(part);
        await setImmediate();
      }
      const sum = hash.digest("hex");
      await file.appendFile(`${sum} ${this.#seals(sum)[0]?.toString("hex")}\n`);
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
    const [sum = "", seal = ""] = bytes.toString("latin1", end).trim().split(" ");
    const content = bytes.subarray(0, end);
    if (createHash("sha256").update(content).digest("hex") !== sum) {
      return { kind: "refused", reason: "its checksum does not match: it is damaged or was cut short" };
    }
    const first = content.indexOf(LINE_FEED);
    const header = JSON.parse(content.toString("utf8", 0, first)) as Header;
    if (header.format !== FORMAT)
      return { kind: "refused", reason: `its format is ${String(header.format)}` };
    if (header.environment !== this.#environment) {
      return { kind: "refused", reason: `it is of the environment ${header.environment}` };
    }
    const { storeRevision, verifiedBy } = header;
    const isOwn = this.#isOwn({ sum, seal: Buffer.from(seal, "hex") }, verifiedBy);
    return { kind: "loaded", saved: { storeRevision, documents: documentsOf(content, first + 1) }, isOwn };
  }

  /** Sealed by a gateway with this software, and verified by keys that all count still: what is in it may be believed. */
  #isOwn({ sum, seal }: { sum: string; seal: Buffer }, verifiedBy: string[] | undefined): boolean {
    const accepted = new Set(this.#keys.verifyKeyIds);
    if (!verifiedBy?.every((id) => accepted.has(id))) return false;
    return this.#seals(sum).some((own) => own.length === seal.length && timingSafeEqual(own, seal));
  }
}

const LINE_FEED = 10;

/** The bytes of a snapshot up to its last line, some documents at a time. */
function* partsOf(header: Header, documents: Iterable<SavedDocument>): Generator<Buffer> {
  let part: Buffer[] = [Buffer.from(`${JSON.stringify(header)}\n`)];
  let taken = 0;
  for (const { text, ...about } of documents) {
    const bytes = text.bytes();
    const line: DocumentLine = { ...about, bytes: bytes.length };
    part.push(Buffer.from(`${JSON.stringify(line)}\n`), bytes, NEW_LINE);
    if (++taken % SLICE > 0) continue;
    yield Buffer.concat(part);
    part = [];
  }
  yield Buffer.concat(part);
}

const NEW_LINE = Buffer.from("\n");

/** Keys of applications come last, and nobody keeps their texts: when they are more than this, the file does not stay for the others. */
const LET_GO_BYTES = 4 * 1024 * 1024;

/** The texts stay where they are in `content`, as far as they are kept. */
function* documentsOf(content: Buffer, start: number): Generator<SavedDocument, undefined> {
  const shared = new SharedBytes(content);
  let keptEnd = start;
  for (let at = start; at < content.length;) {
    const from = content.indexOf(LINE_FEED, at) + 1;
    const { bytes, ...about } = JSON.parse(content.toString("utf8", at, from)) as DocumentLine;
    yield { ...about, text: new HeldText(shared, from, from + bytes) };
    at = from + bytes + 1;
    if (!isCredentialKey(about.key)) keptEnd = at;
  }
  if (content.length - keptEnd > LET_GO_BYTES) shared.cutAt(keptEnd);
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
