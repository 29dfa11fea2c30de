import { setImmediate } from "node:timers/promises";
import type { Logger } from "pino";
import type { Entry, HolderSnapshot, Store, Watch, WatchEvent } from "#lib/store";
import type { Clock } from "./clock.ts";
import type { Applied, Documents } from "./documents.ts";
import type { SnapshotFile } from "./snapshot-file.ts";
import type { Serving } from "./serving.ts";
import { SnapshotWriter } from "./snapshot-writer.ts";
import type { StatusWriter } from "./status-writer.ts";

interface SyncParts {
  store: Store;
  environment: string;
  documents: Documents;
  file: SnapshotFile;
  serving: Serving;
  clock: Clock;
  log: Logger;
}

/** Entries applied between two looks at the event loop: requests go on while many documents come. */
const SLICE = 20;

/**
 * Keeps the documents in force in step with the store: first from the snapshot on disk, then from the store's own, then by
 * its changes. Whatever the store does, the last good documents stay.
 */
export class StoreSync {
  readonly #parts: SyncParts;
  readonly #writer: SnapshotWriter;
  #status: StatusWriter | undefined;
  #watch: Watch | undefined;
  #tail: Promise<void> = Promise.resolve();
  #stopped = false;
  appliedRevision = 0;
  appliedAtMs: number;
  drift: string | undefined;
  /** What was said of the connection last. */
  #reported: boolean | undefined;
  /** Documents were loaded from the disk or the store: requests can be answered. */
  loaded = false;

  constructor(parts: SyncParts) {
    this.#parts = parts;
    this.appliedAtMs = parts.clock.now();
    this.#writer = new SnapshotWriter({
      file: parts.file,
      log: parts.log,
      collect: () => ({ storeRevision: this.appliedRevision, documents: parts.documents.saved() }),
    });
  }

  /** Loads the snapshot, then follows the store. `status` is told after every change. */
  async start(status: StatusWriter): Promise<void> {
    this.#status = status;
    await this.#loadSnapshot();
    if (this.#stopped) return;
    this.#watch = this.#parts.store.watch(this.#parts.environment, {
      holds: this.#holds,
      event: (event) => this.#enqueue(() => this.#take(event)),
      connection: (state, error) => this.#connection(state, error),
    });
  }

  async #loadSnapshot(): Promise<void> {
    const { file, log } = this.#parts;
    const found = await file.read();
    if (found.kind === "refused")
      log.error({ reason: found.reason }, "the snapshot on disk is refused; waiting for the store");
    if (found.kind !== "loaded") return;
    const { documents } = this.#parts;
    await this.#applyAll(found.saved.documents, (saved) =>
      found.isOwn ? documents.restore(saved) : documents.apply({ ...saved, value: saved.text.toString() }),
    );
    this.#advance(found.saved.storeRevision);
    this.#setLoaded();
    log.info(
      { storeRevision: this.appliedRevision, documents: documents.held.size },
      "serving from the snapshot on disk",
    );
    void this.#prepareChecked();
  }

  /** Between requests: the checks of many routes begin one after the other. */
  async #prepareChecked(): Promise<void> {
    while (!this.#stopped && this.#parts.documents.prepareChecked()) await setImmediate();
  }

  /** Compares with the store now, and not in its own time. */
  look(): void {
    const { store, environment } = this.#parts;
    this.#enqueue(async () => {
      if (!this.#stopped) await this.#takeSnapshot(await store.read(environment, this.#holds));
    });
  }

  #setLoaded(): void {
    if (this.loaded) return;
    this.loaded = true;
    this.#parts.serving.loaded();
  }

  #enqueue(work: () => Promise<void>): void {
    this.#tail = this.#tail.then(work).catch((error: unknown) => {
      this.#parts.log.error({ err: error }, "documents of the store could not be taken");
    });
  }

  async #take(event: WatchEvent): Promise<void> {
    if (this.#stopped) return;
    if (event.kind === "snapshot") await this.#takeSnapshot(event);
    else await this.#takeChange(event);
  }

  async #takeChange(event: { storeRevision: number; entries: Entry[] }): Promise<void> {
    const changed = await this.#applyAll(event.entries, this.#apply);
    this.#advance(event.storeRevision);
    this.#status?.tell();
    if (changed > 0) this.#writer.changed();
  }

  async #takeSnapshot(snapshot: HolderSnapshot): Promise<void> {
    this.#parts.documents.confirm(snapshot.held);
    const changed = await this.#applyAll(snapshot.entries, this.#apply);
    this.drift = this.#driftOf(snapshot);
    if (this.drift !== undefined)
      this.#parts.log.error({ drift: this.drift }, "the store is not what this gateway serves");
    this.#advance(snapshot.storeRevision);
    if (!this.loaded)
      this.#parts.log.info({ storeRevision: snapshot.storeRevision }, "serving from the store");
    this.#setLoaded();
    this.#status?.tell();
    if (changed > 0) this.#writer.changed();
  }

  #driftOf(snapshot: HolderSnapshot): string | undefined {
    const present = new Set(snapshot.held);
    for (const { key } of snapshot.entries) present.add(key);
    let gone = 0;
    for (const key of this.#parts.documents.held.livingKeys()) if (!present.has(key)) gone++;
    if (snapshot.storeRevision < this.appliedRevision) {
      return `the store went back to revision ${snapshot.storeRevision}; this gateway serves ${this.appliedRevision}`;
    }
    return gone > 0 ? `${gone} documents that this gateway serves are gone from the store` : undefined;
  }

  readonly #holds = (entry: Entry) => this.#parts.documents.holds(entry);

  readonly #apply = (entry: Entry) => this.#parts.documents.apply(entry);

  async #applyAll<T extends { key: string }>(
    entries: Iterable<T>,
    apply: (entry: T) => Applied,
  ): Promise<number> {
    const { documents, log } = this.#parts;
    const changed: string[] = [];
    let taken = 0;
    for (const entry of entries) {
      const result = apply(entry);
      if (result === "applied") changed.push(entry.key);
      else if (result === "rejected" || result === "older") {
        const reject = documents.rejects.find(({ key }) => key === entry.key);
        log.error(
          { key: entry.key, reason: reject?.reason },
          "a document is refused; the last good one stays in force",
        );
      }
      if (++taken % SLICE === 0) await setImmediate();
    }
    await this.#parts.serving.spread(changed);
    return changed.length;
  }

  #advance(storeRevision: number): void {
    if (storeRevision <= this.appliedRevision) return;
    this.appliedRevision = storeRevision;
    this.appliedAtMs = this.#parts.clock.now();
  }

  #connection(state: "connected" | "lost", error: unknown): void {
    const isConnected = state === "connected";
    if (this.#stopped || this.#reported === isConnected) return;
    this.#reported = isConnected;
    if (isConnected) {
      this.#parts.log.info("connected to the store");
      this.#status?.tell();
    } else this.#parts.log.warn({ err: error }, "the store is out of reach; serving goes on");
  }

  get connected(): boolean {
    return this.#reported === true;
  }

  /** Stops following; what is not on disk yet is written. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#watch?.close();
    await this.#tail;
    await this.#writer.flush();
  }
}
