import type { Worker } from "node:cluster";
import type { SharedDocument } from "./documents.ts";
import type { HubMessage, WorkerMessage } from "./worker-messages.ts";

/** Documents in one message. */
const SLICE = 200;
const METRICS_MS = 2_000;
/** Unanswered in a row: it is stuck. One that is only just starting has more to do. */
const STUCK_PINGS = 10;
const LATE_PINGS = 60;

/** One worker process, as the hub sees it. */
export class WorkerHandle {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, () => void>();
  readonly #exited = Promise.withResolvers<void>();
  #nextId = 1;
  /** Pings since it last said anything. */
  #unanswered = 0;
  isServing = false;
  /** Its place among the workers, from 0; one that replaces another takes its place. */
  readonly seat: number;

  constructor(worker: Worker, seat: number) {
    this.#worker = worker;
    this.seat = seat;
  }

  get id(): number {
    return this.#worker.id;
  }

  get exited(): Promise<void> {
    return this.#exited.promise;
  }

  /**
   * Asks whether it is there; false when it has not answered for too long. Counted in pings, so that a hub that stood still
   * itself blames nobody.
   */
  ping(): boolean {
    if (this.#unanswered >= (this.isServing ? STUCK_PINGS : LATE_PINGS)) return false;
    this.#unanswered++;
    this.send({ kind: "ping" });
    return true;
  }

  send(message: HubMessage): void {
    if (!this.#worker.isConnected()) return;
    // A channel that breaks right now is told by the worker's exit.
    this.#worker.send(message, () => undefined);
  }

  heard(message: WorkerMessage): void {
    this.#unanswered = 0;
    if (message.kind === "applied" || message.kind === "metrics") this.#answered(message.id);
    else if (message.kind === "listening") this.isServing = true;
  }

  #answered(id: number): void {
    this.#waiting.get(id)?.();
    this.#waiting.delete(id);
  }

  #ask(message: (id: number) => HubMessage): Promise<void> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.send(message(id));
    });
  }

  /** Resolves when they are in force there, or the worker is gone. */
  async apply(documents: readonly SharedDocument[]): Promise<void> {
    const asked = this.#ask((id) => ({ kind: "documents", id, documents: [...documents] }));
    // One that is still being filled serves nobody: nobody waits for it.
    if (this.isServing) await asked;
  }

  /** Gives it documents a part at a time, and the next when it has taken the one before. */
  async fill(documents: Iterable<SharedDocument>): Promise<void> {
    let slice: SharedDocument[] = [];
    for (const document of documents) {
      slice.push(document);
      if (slice.length < SLICE) continue;
      const part = slice;
      slice = [];
      await this.#ask((id) => ({ kind: "documents", id, documents: part }));
      if (!this.#worker.isConnected()) return;
    }
    await this.#ask((id) => ({ kind: "documents", id, documents: slice }));
  }

  /** Resolves when it has answered, or should have. */
  async askMetrics(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, METRICS_MS)));
    await Promise.race([this.#ask((id) => ({ kind: "metrics", id })), late]);
    clearTimeout(timer);
  }

  /** It has exited: nobody waits for it any more. */
  gone(): void {
    this.isServing = false;
    for (const resolve of this.#waiting.values()) resolve();
    this.#waiting.clear();
    this.#exited.resolve();
  }

  kill(): void {
    this.#worker.process.kill("SIGKILL");
  }
}
