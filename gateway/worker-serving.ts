import { AggregatorRegistry } from "prom-client";
import type { Logger } from "pino";
import type { Clock } from "./clock.ts";
import type { Documents, SharedDocument } from "./documents.ts";
import type { SavedDocument } from "./snapshot-file.ts";
import { HubLink } from "./hub-link.ts";
import type { KeyTexts } from "./keyring.ts";
import type { Grant } from "./metering.ts";
import type { GatewayMetrics } from "./metrics.ts";
import type { Serving } from "./serving.ts";
import type { TelemetryQueue } from "./telemetry-queue.ts";
import type { VersionWatch } from "./version-watch.ts";
import type { HubMessage, WorkerMessage } from "./worker-messages.ts";
import { WorkerPool } from "./worker-pool.ts";

interface ServingParts {
  workers: number;
  clock: Clock;
  log: Logger;
  documents(): Documents;
  metrics: GatewayMetrics;
  queue: TelemetryQueue;
  /** Counts the plans of all workers. */
  grant(asked: { subscriptionId: string; wanted: number }): Promise<Grant>;
}

/** The hub of a gateway with several workers: they serve, it knows. */
export class WorkerServing implements Serving {
  readonly link: HubLink;
  readonly #parts: ServingParts;
  readonly #pool: WorkerPool;
  #isLoaded = false;
  tlsPort: number | undefined;

  constructor(parts: ServingParts) {
    this.#parts = parts;
    this.#pool = new WorkerPool({
      ...parts,
      count: parts.workers,
      documents: () => shared(parts.documents().saved()),
      briefing: () => this.#briefing(),
      take: (worker, message) => this.#take(worker, message),
      gone: (worker) => this.link.forget(worker),
    });
    this.link = new HubLink({
      clock: parts.clock,
      send: (message) => this.#pool.broadcast(message),
      watch: (key) => parts.documents().watch(key),
    });
  }

  #briefing(): HubMessage[] {
    const known: HubMessage[] = this.link.messagesFor(this.#watches());
    return this.#isLoaded ? [...known, { kind: "loaded" }] : known;
  }

  *#watches(): Iterable<VersionWatch> {
    for (const { watch } of this.#parts.documents().routes()) yield watch;
  }

  #take(worker: number, message: WorkerMessage): void {
    if (message.kind === "ask") void this.#grant(worker, message);
    else if (message.kind === "events") this.link.take(worker, message.events);
    else if (message.kind === "traffic") {
      this.#parts.queue.traffic(message.traffic);
      this.#parts.queue.attempts(message.attempts);
      this.#parts.queue.uses(message.uses);
    }
  }

  async #grant(worker: number, asked: Extract<WorkerMessage, { kind: "ask" }>): Promise<void> {
    const grant = await this.#parts.grant(asked);
    this.#pool.send(worker, { kind: "granted", id: asked.id, grant });
  }

  /** The workers know where: they have the same settings. */
  async listen(): Promise<number> {
    const { port, tlsPort } = await this.#pool.start();
    this.tlsPort = tlsPort;
    return port;
  }

  reloadCertificate(): void {
    this.#pool.broadcast({ kind: "certificate" });
  }

  spread(keys: readonly string[]): Promise<void> {
    return this.#pool.spread([...shared(this.#parts.documents().saved(keys))]);
  }

  loaded(): void {
    this.#isLoaded = true;
    this.#pool.broadcast({ kind: "loaded" });
  }

  exchangeKeys(texts: KeyTexts): void {
    this.#pool.broadcast({ kind: "keys", texts });
  }

  notReady(): string | undefined {
    return this.#pool.serving > 0 ? undefined : "no worker takes clients yet";
  }

  async metrics(): Promise<string> {
    const own = await this.#parts.metrics.registry.getMetricsAsJSON();
    return AggregatorRegistry.aggregate([own, ...(await this.#pool.metrics())]).metrics();
  }

  drain(): Promise<void> {
    return this.#pool.drain();
  }
}

function* shared(documents: Iterable<SavedDocument>): Iterable<SharedDocument> {
  for (const { key, storeRevision, text, match } of documents)
    yield { key, storeRevision, value: text.toString(), match };
}
