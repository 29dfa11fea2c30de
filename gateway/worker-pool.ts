import cluster from "node:cluster";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { AppError } from "#lib/errors";
import { clockBaseMs, type Clock } from "./clock.ts";
import { DepartedMetrics } from "./departed-metrics.ts";
import type { SharedDocument } from "./documents.ts";
import type { HubMessage, Metrics, WorkerMessage } from "./worker-messages.ts";
import { WorkerHandle } from "./worker-handle.ts";

interface PoolParts {
  count: number;
  clock: Clock;
  log: Logger;
  /** All documents in force. */
  documents(): Iterable<SharedDocument>;
  /** What a new worker must know besides them. */
  briefing(): HubMessage[];
  take(worker: number, message: WorkerMessage): void;
  /** A worker is gone. */
  gone(worker: number): void;
}

const PING_MS = 1_000;
const RESTART_MIN_MS = 50;
const RESTART_MAX_MS = 5_000;
export interface Ports {
  port: number;
  tlsPort: number | undefined;
}

/** A worker that ran for so long did not fail at its start. */
const SETTLED_MS = 10_000;
const EXIT_MS = 40_000;

/**
 * The worker processes of a gateway. They share the traffic port (node:cluster: this process accepts and hands the
 * connections round). One that dies or stops answering is replaced; its connections are lost, and nothing else is.
 */
export class WorkerPool {
  readonly #parts: PoolParts;
  readonly #workers = new Map<number, WorkerHandle>();
  readonly departed = new DepartedMetrics();
  readonly #started = Promise.withResolvers<Ports>();
  #failures = 0;
  #isStopping = false;
  #pinger: NodeJS.Timeout | undefined;

  constructor(parts: PoolParts) {
    this.#parts = parts;
    // Connections in turn, however the platform would do it: a stuck worker then gets one at most.
    cluster.schedulingPolicy = cluster.SCHED_RR;
  }

  /** Starts all; resolves to the ports when each of them takes clients. Rejects when the port cannot be had. */
  start(): Promise<Ports> {
    this.#pinger = setInterval(() => this.#ping(), PING_MS).unref();
    for (let i = 0; i < this.#parts.count; i++) this.#fork();
    return this.#started.promise;
  }

  /** Workers that take clients. */
  get serving(): number {
    return [...this.#workers.values()].filter((worker) => worker.isServing).length;
  }

  #fork(): void {
    const { clock, count } = this.#parts;
    const seat = this.#freeSeat();
    cluster.setupPrimary({ args: [clockBaseMs(clock), count, seat].map(String) });
    const worker = cluster.fork();
    const handle = new WorkerHandle(worker, seat);
    this.#workers.set(worker.id, handle);
    const startedAtMs = performance.now();
    worker.on("message", (message: WorkerMessage) => this.#take(handle, message));
    // Its channel may break before it is seen to exit.
    worker.on("error", (error) =>
      this.#parts.log.warn({ err: error, worker: worker.id }, "a worker is out of reach"),
    );
    worker.once("exit", (code, signal) =>
      this.#exited(handle, { code, signal, ranMs: performance.now() - startedAtMs }),
    );
    worker.once("online", () => void this.#fill(handle));
  }

  #freeSeat(): number {
    const taken = new Set([...this.#workers.values()].map(({ seat }) => seat));
    let seat = 0;
    while (taken.has(seat)) seat++;
    return seat;
  }

  /** Gives a new worker all that is in force, a part at a time, then lets it take clients. */
  async #fill(handle: WorkerHandle): Promise<void> {
    await handle.fill(this.#parts.documents());
    for (const message of this.#parts.briefing()) handle.send(message);
    handle.send({ kind: "serve" });
  }

  #take(handle: WorkerHandle, message: WorkerMessage): void {
    handle.heard(message);
    if (message.kind === "listening" && this.serving === this.#parts.count) this.#started.resolve(message);
    else if (message.kind === "failed") this.#started.reject(failure(message));
    if (message.kind === "metrics") this.departed.note(handle.id, message.metrics);
    this.#parts.take(handle.id, message);
  }

  #exited(handle: WorkerHandle, end: { code: number; signal: string; ranMs: number }): void {
    this.#workers.delete(handle.id);
    handle.gone();
    this.departed.gone(handle.id);
    this.#parts.gone(handle.id);
    if (this.#isStopping) return;
    this.#failures = end.ranMs > SETTLED_MS ? 0 : this.#failures + 1;
    this.#parts.log.error({ worker: handle.id, ...end }, "a worker ended and is replaced");
    const waitMs = Math.min(RESTART_MAX_MS, RESTART_MIN_MS * 2 ** (this.#failures - 1));
    setTimeout(() => {
      if (!this.#isStopping) this.#fork();
    }, waitMs).unref();
  }

  #ping(): void {
    for (const handle of this.#workers.values()) {
      if (handle.ping()) continue;
      this.#parts.log.error({ worker: handle.id }, "a worker does not answer and is ended");
      handle.kill();
    }
  }

  /** To one worker, if it is still there. */
  send(worker: number, message: HubMessage): void {
    this.#workers.get(worker)?.send(message);
  }

  broadcast(message: HubMessage): void {
    for (const handle of this.#workers.values()) handle.send(message);
  }

  /** Puts documents in force in every worker that takes clients; resolves when they are. */
  async spread(documents: readonly SharedDocument[]): Promise<void> {
    if (documents.length === 0) return;
    await Promise.all([...this.#workers.values()].map((handle) => handle.apply(documents)));
  }

  /** What every worker counted; one that does not answer in time is represented by what it said last. */
  async metrics(): Promise<Metrics[]> {
    await Promise.all([...this.#workers.values()].map((handle) => handle.askMetrics()));
    return this.departed.all();
  }

  /** Lets every worker finish what it has; resolves when all are gone. */
  async drain(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#pinger);
    const handles = [...this.#workers.values()];
    for (const handle of handles) handle.send({ kind: "drain" });
    const late = new AbortController();
    const killing = delay(EXIT_MS, undefined, { signal: late.signal }).then(
      () => handles.forEach((handle) => handle.kill()),
      () => undefined,
    );
    await Promise.all(handles.map((handle) => handle.exited));
    late.abort();
    await killing;
  }
}

function failure({ code, port, message }: Extract<WorkerMessage, { kind: "failed" }>): Error {
  return code === "" ? new AppError("invalid", message) : Object.assign(new Error(message), { code, port });
}
