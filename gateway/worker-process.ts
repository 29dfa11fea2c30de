import type { Logger } from "pino";
import type { TlsConfig } from "#lib/config";
import { AttemptCounter } from "./attempt-counter.ts";
import { clockFrom } from "./clock.ts";
import { DataPlane } from "./data-plane.ts";
import { HubAuthority } from "./hub-authority.ts";
import type { Keyring } from "./keyring.ts";
import { LeasedMetering } from "./metering.ts";
import { GatewayMetrics } from "./metrics.ts";
import type { ResolveSecret } from "./secrets.ts";
import type { StateMemory } from "./state-memory.ts";
import { TrafficCounter } from "./traffic-counter.ts";
import { UseCounter } from "./use-counter.ts";
import { WorkerLink } from "./worker-link.ts";
import type { HubMessage, Metrics, WorkerMessage } from "./worker-messages.ts";

interface WorkerOptions {
  host: string;
  port: number;
  tls: TlsConfig | undefined;
  trustedProxies: readonly string[];
  stale: { memoryBytes: number; folder: string | undefined };
  environment: string;
  keys: Keyring;
  secret: ResolveSecret;
  isReporting: boolean;
  log: Logger;
  /** Number of this worker, which is never given again; its place among them, from 0, and how many there are. */
  id: number;
  seat: number;
  workers: number;
  clockBaseMs: number;
  send(message: WorkerMessage): void;
}

/** Traffic that a worker counted is with the hub after this. */
const TRAFFIC_MS = 1_000;

/** What outlives the gateway is the hub's business. */
const NO_MEMORY: StateMemory = { recall: () => undefined, changed: () => undefined, forget: () => undefined };
const NO_REPORTS = { serving: () => undefined, incident: () => undefined };

/** One worker of a gateway: a data plane that is told everything by the hub, and tells it all it sees. */
export class WorkerProcess {
  readonly #options: WorkerOptions;
  readonly #link: WorkerLink;
  readonly #authority: HubAuthority;
  readonly #plane: DataPlane;
  readonly #counter = new TrafficCounter();
  readonly #attempts = new AttemptCounter();
  readonly #uses = new UseCounter();
  readonly #metrics: GatewayMetrics;
  readonly #clock;
  readonly #timer: NodeJS.Timeout;
  #isLoaded = false;
  #isServing = false;
  #drained: Promise<void> | undefined;

  constructor(options: WorkerOptions) {
    const { id, seat, workers, send } = options;
    this.#options = options;
    this.#clock = clockFrom(options.clockBaseMs);
    this.#link = new WorkerLink({ id, workers, send: (events) => send({ kind: "events", events }) });
    this.#authority = new HubAuthority(send, this.#clock);
    this.#metrics = this.#newMetrics();
    this.#plane = new DataPlane({
      ...options,
      registry: this.#metrics.registry,
      clock: this.#clock,
      reports: NO_REPORTS,
      attempts: this.#attempts,
      memory: NO_MEMORY,
      link: this.#link,
      sharing: { worker: seat, workers },
      served: (served) => {
        this.#metrics.served(served);
        if (options.isReporting) this.#counter.add(served);
      },
      cut: (route) => this.#metrics.cut(route),
      unrouted: (status) => this.#metrics.unrouted(status),
      refused: (refused) => {
        this.#metrics.refused(refused);
        if (options.isReporting) this.#counter.refused(refused);
      },
      used: (use, atMs) => {
        if (options.isReporting) this.#uses.note(use, atMs);
      },
      metering: new LeasedMetering(this.#authority, this.#clock),
      isLoaded: () => this.#isLoaded,
    });
    this.#timer = setInterval(() => this.#report(), TRAFFIC_MS).unref();
  }

  #newMetrics(): GatewayMetrics {
    return new GatewayMetrics({
      now: () => this.#clock.now(),
      routes: () => this.#plane.documents.routes(),
      appliedRevision: () => 0,
      rejects: () => 0,
      connected: () => true,
      telemetryQueued: () => 0,
      telemetryDropped: () => 0,
    });
  }

  take(message: HubMessage): void {
    switch (message.kind) {
      case "documents":
        for (const document of message.documents) this.#plane.documents.accept(document);
        return this.#options.send({ kind: "applied", id: message.id });
      case "serve":
        return void this.#serve();
      case "loaded":
        this.#isLoaded = true;
        return undefined;
      case "granted":
        return this.#authority.granted(message.id, message.grant);
      case "states":
        return this.#link.states(message);
      case "places":
        return this.#link.places(message);
      case "keys":
        return this.#options.keys.take(message.texts);
      case "certificate":
        return this.#plane.reloadCertificate();
      case "metrics":
        return void this.#tellMetrics(message.id);
      case "ping":
        return this.#options.send({ kind: "pong" });
      case "drain":
        return void this.drain();
    }
  }

  async #serve(): Promise<void> {
    const { host, port, send } = this.#options;
    this.#isServing = true;
    try {
      const listening = await this.#plane.listen(port, host);
      send({ kind: "listening", port: listening, tlsPort: this.#plane.tlsPort });
    } catch (error) {
      const { code = "", message } = error as NodeJS.ErrnoException;
      send({ kind: "failed", code, port, message });
      process.exit(1);
    }
  }

  /** Counters and histograms are summed over all workers; of the rest only what the process itself costs. */
  async #tellMetrics(id: number): Promise<void> {
    const all = await this.#metrics.registry.getMetricsAsJSON();
    this.#options.send({ kind: "metrics", id, metrics: all.filter(isWorkersOwn) });
  }

  #report(): void {
    if (!this.#options.isReporting) return;
    const traffic = this.#counter.take();
    const attempts = this.#attempts.take(this.#clock.now());
    const uses = this.#uses.take();
    if (traffic.length + attempts.length + uses.length > 0)
      this.#options.send({ kind: "traffic", traffic, attempts, uses });
  }

  /** Finishes what is under way, tells the last of it, and ends the process. Safe to call twice. */
  drain(): Promise<void> {
    this.#drained ??= this.#drain();
    return this.#drained;
  }

  async #drain(): Promise<void> {
    if (this.#isServing) await this.#plane.drain();
    clearInterval(this.#timer);
    this.#link.flush();
    this.#report();
    await this.#tellMetrics(0);
    this.#plane.stop();
    await this.#plane.flush();
    // Its messages leave before the channel does.
    if (process.connected) process.disconnect();
    process.exit(0);
  }
}

function isWorkersOwn({ type, name }: Metrics[number]): boolean {
  return String(type) !== "gauge" || /^understudy_gateway_(?:process|nodejs|tls)_/.test(name);
}
