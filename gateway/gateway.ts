import type { Server } from "node:http";
import type { KeyObject } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { EgressPolicy } from "#lib/egress";
import type { Store } from "#lib/store";
import type { NodeStatus } from "#lib/store/schema";
import { adminServer } from "./admin-server.ts";
import { Alarms } from "./alarms.ts";
import { isoTime, systemClock, type Clock } from "./clock.ts";
import { Documents } from "./documents.ts";
import { EndpointChecks } from "./endpoint-checks.ts";
import type { ExchangeServices, Served } from "./exchange-services.ts";
import { FrontServer, listen } from "./front-server.ts";
import { GatewayMetrics } from "./metrics.ts";
import { endpointProbe } from "./probe.ts";
import type { RouteSlot } from "./route-slot.ts";
import { Router } from "./router.ts";
import type { ResolveSecret } from "./secrets.ts";
import { SnapshotFile } from "./snapshot-file.ts";
import { StaleStore } from "./stale-store.ts";
import { StatusWriter } from "./status-writer.ts";
import { StoreSync } from "./store-sync.ts";
import { TelemetryQueue } from "./telemetry-queue.ts";
import { TelemetrySender } from "./telemetry-sender.ts";
import { TrafficCounter } from "./traffic-counter.ts";
import { undiciForward } from "./undici-forward.ts";
import { UpstreamPools } from "./upstream-pools.ts";
import { VersionWatch, type WatchReports } from "./version-watch.ts";

export interface GatewayOptions {
  host: string;
  /** 0: any free port. */
  port: number;
  adminPort: number;
  environment: string;
  node: string;
  softwareVersion: string;
  snapshotDir: string;
  /** Proves that a snapshot is this gateway's own: see `snapshotKey`. */
  snapshotKey: Buffer;
  store: Store;
  publicKey: KeyObject;
  secret: ResolveSecret;
  /** Absent: nothing is reported. */
  telemetry: { url: string; token: string } | undefined;
  log: Logger;
  clock?: Clock;
  /** How long a draining gateway still accepts connections; 300 unless told. */
  lingerMs?: number;
}

export interface Gateway {
  port: number;
  adminPort: number;
  /** Why it should not get requests; undefined when it should. */
  notReady(): string | undefined;
  /** Finishes what is under way, then stops. Safe to call twice. */
  drain(): Promise<void>;
}

const STALE_BYTES = 64 * 1024 * 1024;
const LINGER_MS = 300;
/** A kept connection that asks for nothing this long while draining is closed. */
const IDLE_CHECK_MS = 1_000;
const DRAIN_MAX_MS = 30_000;
const TICK_MS = 1_000;

/** Before the first document says otherwise: public addresses only. */
const NO_PRIVATE: EgressPolicy = { allow: [], deny: [], privateTargets: false };

/** Puts the parts together and starts them. Rejects when a port cannot be had; an unreachable store is no error. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const gateway = new RunningGateway(options);
  await gateway.start();
  return gateway;
}

class RunningGateway implements Gateway {
  readonly #options: GatewayOptions;
  readonly #clock: Clock;
  readonly #alarms: Alarms;
  readonly #startedAtMs: number;
  readonly #router = new Router<RouteSlot>();
  readonly #incidents = new Set<VersionWatch>();
  readonly #counter = new TrafficCounter();
  readonly #queue: TelemetryQueue;
  readonly #sender: TelemetrySender | undefined;
  readonly #documents: Documents;
  readonly #sync: StoreSync;
  readonly #status: StatusWriter;
  readonly #metrics: GatewayMetrics;
  readonly #services: ExchangeServices;
  readonly #front: FrontServer;
  readonly #admin: Server;
  #egress: EgressPolicy = NO_PRIVATE;
  #ticker: NodeJS.Timeout | undefined;
  #drained: Promise<void> | undefined;
  port = 0;
  adminPort = 0;

  constructor(options: GatewayOptions) {
    const { log, store, environment } = options;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#alarms = new Alarms(this.#clock);
    this.#startedAtMs = this.#clock.now();
    this.#queue = new TelemetryQueue(options.node, environment);
    this.#sender =
      options.telemetry &&
      new TelemetrySender({ ...options.telemetry, queue: this.#queue, counter: this.#counter, log });
    this.#documents = this.#newDocuments();
    const file = new SnapshotFile({ folder: options.snapshotDir, environment, key: options.snapshotKey });
    this.#sync = new StoreSync({
      store,
      environment,
      documents: this.#documents,
      file,
      clock: this.#clock,
      log,
    });
    this.#status = new StatusWriter({ store, environment, log, status: () => this.#nodeStatus() });
    this.#metrics = this.#newMetrics();
    this.#services = {
      clock: this.#clock,
      alarms: this.#alarms,
      forward: undiciForward(this.#clock, this.#alarms),
      stale: new StaleStore(STALE_BYTES),
      draining: false,
      served: (served) => this.#served(served),
      cut: (route, failure) => {
        this.#metrics.cut(route);
        log.warn(
          { api: route.body.api.slug, detail: failure.detail },
          "an answer broke off after its headers were passed on",
        );
      },
    };
    this.#front = new FrontServer({
      router: this.#router,
      services: this.#services,
      notReady: () => !this.#sync.loaded,
      unrouted: (status) => this.#metrics.unrouted(status),
      crashed: (error) => log.error({ err: error }, "a request could not be handled"),
    });
    this.#admin = adminServer({ registry: this.#metrics.registry, notReady: () => this.notReady() });
  }

  #newDocuments(): Documents {
    const { environment, publicKey, secret } = this.#options;
    const guard = { policy: () => this.#egress, purpose: "target" } as const;
    const pools = new UpstreamPools(guard);
    const probe = endpointProbe(undiciForward(this.#clock, this.#alarms), guard);
    const checks = new EndpointChecks({ clock: this.#clock, probe });
    const parts = { clock: this.#clock, reports: this.#reports(), checks, incidents: this.#incidents };
    return new Documents({
      environment,
      publicKey,
      secret,
      router: this.#router,
      pools,
      newWatch: () => new VersionWatch(parts),
      egress: ({ allow, deny, privateTargets }) => {
        this.#egress = { allow, deny, privateTargets };
        pools.closeIdle();
      },
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
      routes: () => this.#documents.routes(),
      appliedRevision: () => this.#sync.appliedRevision,
      rejects: () => this.#documents.rejects.length,
      connected: () => this.#sync.connected,
      telemetryQueued: () => this.#queue.size,
      telemetryDropped: () => this.#queue.dropped,
    });
  }

  #nodeStatus(): NodeStatus {
    const { node, softwareVersion } = this.#options;
    const { appliedRevision, appliedAtMs, drift } = this.#sync;
    return {
      node,
      softwareVersion,
      startedAt: isoTime(this.#startedAtMs),
      appliedRevision,
      appliedAt: isoTime(appliedAtMs),
      routes: this.#router.size,
      rejects: this.#documents.rejects,
      ...(drift === undefined ? {} : { drift }),
    };
  }

  #served(served: Served): void {
    this.#metrics.served(served);
    if (this.#options.telemetry) this.#counter.add(served);
    served.route.watch.served(served);
  }

  async start(): Promise<void> {
    const { host, port, adminPort } = this.#options;
    this.adminPort = await listen(this.#admin, adminPort, host);
    this.#ticker = setInterval(() => this.#tick(), TICK_MS).unref();
    // Clients come when what the disk has is in force, so that a restart answers its first request.
    await this.#sync.start(this.#status);
    try {
      this.port = await this.#front.listen(port, host);
    } catch (error) {
      await this.#stopParts();
      throw error;
    }
    this.#options.log.info({ port: this.port, adminPort: this.adminPort }, "the gateway is listening");
  }

  #tick(): void {
    const now = this.#clock.now();
    for (const watch of this.#incidents) watch.tick(now);
  }

  notReady(): string | undefined {
    if (this.#services.draining) return "draining";
    return this.#sync.loaded
      ? undefined
      : "no documents yet: neither the store nor a snapshot on disk gave them";
  }

  drain(): Promise<void> {
    this.#drained ??= this.#drain();
    return this.#drained;
  }

  /**
   * Says goodbye with every answer, so that clients leave between requests; new connections are still taken for a moment,
   * because a client may not know yet.
   */
  async #drain(): Promise<void> {
    this.#services.draining = true;
    await delay(this.#options.lingerMs ?? LINGER_MS);
    const { server } = this.#front;
    const closed = new Promise<void>((resolve) => server.once("close", resolve));
    this.#front.stopListening();
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
    const late = setTimeout(() => server.closeAllConnections(), DRAIN_MAX_MS);
    await closed;
    clearInterval(idle);
    clearTimeout(late);
    await this.#stopParts();
  }

  async #stopParts(): Promise<void> {
    clearInterval(this.#ticker);
    await this.#status.stop();
    await this.#sync.stop();
    this.#documents.stop();
    await this.#sender?.stop();
    this.#admin.close();
    this.#admin.closeAllConnections();
    await this.#options.store.close();
  }
}
