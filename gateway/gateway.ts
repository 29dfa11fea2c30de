import type { Server } from "node:http";
import type { NodeStatus } from "#lib/store/schema";
import { adminServer } from "./admin-server.ts";
import { AttemptCounter } from "./attempt-counter.ts";
import type { GatewayOptions } from "./gateway-options.ts";
import type { HubLink } from "./hub-link.ts";
import { isoTime, systemClock, type Clock } from "./clock.ts";
import { DataPlane } from "./data-plane.ts";
import { listen } from "./listening.ts";
import type { KeyTexts } from "./keyring.ts";
import { GatewayLimits } from "./limits.ts";
import { GatewayMetrics } from "./metrics.ts";
import { serveHere, type Serving } from "./serving.ts";
import { SnapshotFile } from "./snapshot-file.ts";
import { StaleCollector } from "./stale-collector.ts";
import { STALE_BOUNDS, staleFolder } from "./stale-bounds.ts";
import { StateFile } from "./state-file.ts";
import { StateKeeper } from "./state-keeper.ts";
import { StatusWriter } from "./status-writer.ts";
import { StoreSync } from "./store-sync.ts";
import { TelemetryQueue } from "./telemetry-queue.ts";
import { TelemetrySender } from "./telemetry-sender.ts";
import { TrafficCounter } from "./traffic-counter.ts";
import { UseCounter } from "./use-counter.ts";
import type { WatchReports } from "./version-watch.ts";
import { WorkerServing } from "./worker-serving.ts";

export type { GatewayOptions } from "./gateway-options.ts";

export interface Gateway {
  port: number;
  /** Undefined without TLS. */
  readonly tlsPort: number | undefined;
  adminPort: number;
  /** Looks at the certificate on disk now, not in its own time. */
  reloadCertificate(): void;
  /** The keyring has other keys now: what was refused may be good. */
  keysExchanged(texts: KeyTexts): void;
  /** Why it should not get requests; undefined when it should. */
  notReady(): string | undefined;
  /** Finishes what is under way, then stops. Safe to call twice. */
  drain(): Promise<void>;
}

/** Puts the parts together and starts them. Rejects when a port cannot be had; an unreachable store is no error. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const gateway = new RunningGateway(options);
  await gateway.start();
  return gateway;
}

class RunningGateway implements Gateway {
  readonly #options: GatewayOptions;
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  readonly #counter = new TrafficCounter();
  readonly #attempts = new AttemptCounter();
  readonly #uses = new UseCounter();
  readonly #queue: TelemetryQueue;
  readonly #sender: TelemetrySender | undefined;
  readonly #limits: GatewayLimits;
  readonly #plane: DataPlane;
  readonly #serving: Serving;
  readonly #sync: StoreSync;
  readonly #keeper: StateKeeper;
  readonly #collector: StaleCollector | undefined;
  readonly #status: StatusWriter;
  readonly #metrics: GatewayMetrics;
  readonly #admin: Server;
  #drained: Promise<void> | undefined;
  port = 0;
  adminPort = 0;

  constructor(options: GatewayOptions) {
    const { log, store, environment } = options;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#startedAtMs = this.#clock.now();
    this.#queue = new TelemetryQueue(options.node, environment);
    this.#sender =
      options.telemetry &&
      new TelemetrySender({
        ...options.telemetry,
        queue: this.#queue,
        counter: this.#counter,
        attempts: this.#attempts,
        uses: this.#uses,
        clock: this.#clock,
        log,
      });
    this.#metrics = this.#newMetrics();
    const folder = options.snapshotDir;
    const states = new StateFile({ folder, environment, keys: options.keys });
    this.#keeper = new StateKeeper({ file: states, clock: this.#clock, log });
    const stale = staleFolder(options);
    this.#collector = stale && new StaleCollector({ ...stale, log });
    this.#limits = new GatewayLimits({
      ...options,
      folder,
      redisUrl: options.redisUrl,
      clock: this.#clock,
      consumers: () => this.#plane.consumers,
    });
    const hub = this.#newHub();
    this.#plane = this.#newPlane(hub?.link);
    this.#serving = hub ?? serveHere({ plane: this.#plane, metrics: this.#metrics, times: options });
    const file = new SnapshotFile({ ...options, folder });
    const { documents } = this.#plane;
    const serving = this.#serving;
    this.#sync = new StoreSync({ store, environment, documents, file, serving, clock: this.#clock, log });
    this.#status = new StatusWriter({ store, environment, log, status: () => this.#nodeStatus() });
    this.#admin = adminServer({ metrics: () => serving.metrics(), notReady: () => this.notReady() });
  }

  /** With one worker the gateway is its own. */
  #newHub(): WorkerServing | undefined {
    const { workers = 1, log } = this.#options;
    if (workers === 1) return undefined;
    const documents = () => this.#plane.documents;
    return new WorkerServing({
      workers,
      clock: this.#clock,
      log,
      documents,
      metrics: this.#metrics,
      queue: this.#queue,
      grant: (asked) => this.#limits.grant(asked),
    });
  }

  #newPlane(link: HubLink | undefined): DataPlane {
    const { environment, keys, secret, log, tls, trustedProxies = [], stale = STALE_BOUNDS } = this.#options;
    return new DataPlane({
      // With workers they are the ones with clients.
      tls: link ? undefined : tls,
      trustedProxies,
      registry: this.#metrics.registry,
      environment,
      keys,
      secret,
      clock: this.#clock,
      log,
      reports: this.#reports(),
      stale: {
        memoryBytes: stale.memoryBytes,
        folder: link ? undefined : staleFolder(this.#options)?.folder,
      },
      attempts: this.#attempts,
      memory: this.#keeper,
      link,
      sharing: undefined,
      served: (served) => {
        this.#metrics.served(served);
        if (this.#options.telemetry) this.#counter.add(served);
      },
      cut: (route) => this.#metrics.cut(route),
      unrouted: (status) => this.#metrics.unrouted(status),
      refused: (refused) => {
        this.#metrics.refused(refused);
        if (this.#options.telemetry) this.#counter.refused(refused);
      },
      used: (use, atMs) => {
        if (this.#options.telemetry) this.#uses.note(use, atMs);
      },
      metering: this.#limits.metering,
      isLoaded: () => this.#sync.loaded,
    });
  }

  /** Changes of state are worth a post of their own; without telemetry nothing collects. */
  #reports(): WatchReports {
    if (!this.#options.telemetry) return { serving: () => undefined, incident: () => undefined };
    return {
      serving: (report) => {
        this.#queue.serving(report);
        this.#sender?.urge();
      },
      incident: (report) => {
        this.#queue.incident(report);
        this.#sender?.urge();
      },
    };
  }

  #newMetrics(): GatewayMetrics {
    return new GatewayMetrics({
      now: () => this.#clock.now(),
      routes: () => this.#plane.documents.routes(),
      appliedRevision: () => this.#sync.appliedRevision,
      rejects: () => this.#plane.documents.rejects.length,
      connected: () => this.#sync.connected,
      telemetryQueued: () => this.#queue.size,
      telemetryDropped: () => this.#queue.dropped,
    });
  }

  #nodeStatus(): NodeStatus {
    const { node, softwareVersion, keys } = this.#options;
    const { appliedRevision, appliedAtMs, drift } = this.#sync;
    return {
      node,
      softwareVersion,
      startedAt: isoTime(this.#startedAtMs),
      appliedRevision,
      appliedAt: isoTime(appliedAtMs),
      routes: this.#plane.router.size,
      rejects: this.#plane.documents.rejects,
      ...(drift === undefined ? {} : { drift }),
      verifyKeys: keys.verifyKeyIds,
      sealingKeys: keys.sealingKeyIds,
    };
  }

  async start(): Promise<void> {
    const { host, port, adminPort } = this.#options;
    this.adminPort = await listen(this.#admin, adminPort, host);
    // Clients come when what the disk has is in force, so that a restart answers its first request.
    await this.#limits.start();
    const remembered = await this.#keeper.load();
    await this.#sync.start(this.#status);
    this.#plane.documents.prepare(remembered);
    try {
      this.port = await this.#serving.listen(port, host);
    } catch (error) {
      await this.#stopParts();
      throw error;
    }
    const { tlsPort } = this;
    this.#options.log.info(
      { port: this.port, tlsPort, adminPort: this.adminPort },
      "the gateway is listening",
    );
  }

  get tlsPort(): number | undefined {
    return this.#serving.tlsPort;
  }

  reloadCertificate(): void {
    this.#serving.reloadCertificate();
  }

  keysExchanged(texts: KeyTexts): void {
    this.#serving.exchangeKeys(texts);
    this.#sync.look();
  }

  notReady(): string | undefined {
    if (this.#drained) return "draining";
    return this.#sync.loaded
      ? this.#serving.notReady()
      : "no documents yet: neither the store nor a snapshot on disk gave them";
  }

  drain(): Promise<void> {
    this.#drained ??= this.#serving.drain().then(() => this.#stopParts());
    return this.#drained;
  }

  async #stopParts(): Promise<void> {
    await this.#status.stop();
    await this.#sync.stop();
    await this.#keeper.stop();
    this.#plane.stop();
    await this.#plane.flush();
    await this.#limits.stop();
    await this.#collector?.stop();
    await this.#sender?.stop();
    this.#admin.close();
    this.#admin.closeAllConnections();
    await this.#options.store.close();
  }
}
