import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { TlsConfig } from "#lib/config";
import type { EgressPolicy } from "#lib/egress";
import type { Sharing } from "#lib/fallback";
import { Alarms } from "./alarms.ts";
import type { AttemptCounter } from "./attempt-counter.ts";
import type { Clock } from "./clock.ts";
import { Consumers } from "./consumers.ts";
import { Documents } from "./documents.ts";
import { EndpointChecks } from "./endpoint-checks.ts";
import type { ExchangeRequest, ExchangeServices, Served } from "./exchange-services.ts";
import { guardedFetchJson } from "./fetch-json.ts";
import type { AttemptFailure, Forward } from "./forward.ts";
import { FrontServer, type DrainTimes } from "./front-server.ts";
import { Gatekeeper, type Refused } from "./gatekeeper.ts";
import type { IncidentWatch } from "./incident-watch.ts";
import type { Keyring } from "./keyring.ts";
import type { LiveRoute } from "./live-route.ts";
import { endpointProbe } from "./probe.ts";
import type { RouteSlot } from "./route-slot.ts";
import { Router } from "./router.ts";
import type { Metering } from "./metering.ts";
import { sendProblem } from "./respond.ts";
import type { ResolveSecret } from "./secrets.ts";
import { StaleDisk } from "./stale-disk.ts";
import { StaleStore } from "./stale-store.ts";
import type { StateLink } from "./state-link.ts";
import type { StateMemory } from "./state-memory.ts";
import { TrustedProxies } from "./trusted-proxies.ts";
import { anyHttp } from "./http2-forward.ts";
import { http1Forward } from "./http1-forward.ts";
import { Tokens } from "./tokens.ts";
import { Tunnels } from "./tunnels.ts";
import { UpstreamPools } from "./upstream-pools.ts";
import type { Use } from "./use-counter.ts";
import { VersionWatch, type WatchReports } from "./version-watch.ts";
import { forwardWebSocket } from "./websocket-forward.ts";

export interface PlaneParts {
  environment: string;
  keys: Keyring;
  secret: ResolveSecret;
  clock: Clock;
  log: Logger;
  /** Absent: no TLS port. */
  tls: TlsConfig | undefined;
  /** Whose forwarding headers are believed. */
  trustedProxies: readonly string[];
  /** For the metrics of the clients' side. */
  registry: Registry;
  /** Bound of all processes together; without a folder nothing is kept on disk. */
  stale: { memoryBytes: number; folder: string | undefined };
  reports: WatchReports;
  attempts: AttemptCounter;
  memory: StateMemory;
  /** Of a gateway with several workers; the hub does the active checks. */
  link: StateLink | undefined;
  /** Which of them this is; absent where one process serves all, and in the hub. */
  sharing: Sharing | undefined;
  /** A request was answered. */
  served(served: Served): void;
  /** A committed answer broke off. */
  cut(route: LiveRoute): void;
  /** A request was refused before it reached a route. */
  unrouted(status: number): void;
  /** A routed request was not let in. */
  refused(refused: Refused): void;
  /** A subscription let a request in. */
  used(use: Use, atMs: number): void;
  /** Who keeps count of what plans allow. */
  metering: Metering;
  /** Documents were loaded from the disk or the store. */
  isLoaded(): boolean;
}

const LINGER_MS = 300;
const TICK_MS = 1_000;

/** The hub of the gateway checks for all its workers. */
const NO_CHECKS = { join: () => () => undefined };

/** Before the first document says otherwise: public addresses only. */
const NO_PRIVATE: EgressPolicy = { allow: [], deny: [], privateTargets: false };

/** What answers requests: the documents in force, their routes and target states, and the clients' server. */
export class DataPlane {
  readonly documents: Documents;
  readonly router = new Router<RouteSlot>();
  readonly consumers: Consumers;
  readonly #parts: PlaneParts;
  readonly #alarms: Alarms;
  readonly #forward: Forward;
  readonly #incidents = new Set<IncidentWatch>();
  readonly #services: ExchangeServices;
  readonly #front: FrontServer;
  readonly #ticker: NodeJS.Timeout;
  readonly #fetchJson = guardedFetchJson({ policy: () => this.#egress, purpose: "target" });
  #egress: EgressPolicy = NO_PRIVATE;

  constructor(parts: PlaneParts) {
    this.#parts = parts;
    this.#alarms = new Alarms(parts.clock);
    const { clock } = parts;
    const alarms = this.#alarms;
    this.#forward = anyHttp(http1Forward(clock, alarms), { clock, alarms });
    this.documents = this.#newDocuments();
    this.consumers = new Consumers(this.documents.held.credentials);
    this.#services = {
      clock: parts.clock,
      alarms: this.#alarms,
      forward: this.#forward,
      stale: this.#newStale(),
      draining: false,
      served: (served) => {
        parts.served(served);
        served.route.watch.served(served);
      },
      cut: (route, failure) => this.#cut(route, failure),
    };
    this.#front = this.#newFront();
    this.#ticker = setInterval(() => this.#tick(), TICK_MS).unref();
  }

  #newStale(): StaleStore {
    const { stale, sharing, keys, log } = this.#parts;
    const { memoryBytes, folder } = stale;
    return new StaleStore(
      memoryBytes / (sharing?.workers ?? 1),
      folder === undefined ? undefined : new StaleDisk({ folder, keys, log }),
    );
  }

  #newFront(): FrontServer {
    const parts = this.#parts;
    const { trustedProxies, tls, registry, log } = parts;
    return new FrontServer({
      router: this.router,
      services: this.#services,
      gatekeeper: (enter) => this.#newGatekeeper(enter),
      forwardUpgrade: forwardWebSocket(parts.clock, this.#alarms),
      tunnels: new Tunnels(registry),
      proxies: trustedProxies.length > 0 ? new TrustedProxies(trustedProxies) : undefined,
      tls,
      registry,
      log,
      notReady: () => !parts.isLoaded(),
      unrouted: parts.unrouted,
      crashed: (error) => log.error({ err: error }, "a request could not be handled"),
    });
  }

  #newGatekeeper(enter: (input: ExchangeRequest) => void): Gatekeeper {
    const { clock, log, metering, used, refused } = this.#parts;
    return new Gatekeeper({
      clock,
      metering,
      used,
      refused,
      enter,
      consumers: this.consumers,
      tokens: new Tokens({ fetch: this.#fetchJson, clock, log }),
      isDraining: () => this.#services.draining,
      crashed: ({ response, client: { requestId } }, error) => {
        log.error({ err: error }, "a request could not be handled");
        const detail = "The gateway failed to handle the request.";
        sendProblem(response, { status: 500, detail }, { requestId, close: true });
      },
    });
  }

  #newDocuments(): Documents {
    const { environment, keys, secret, clock, reports, attempts, memory, link, sharing } = this.#parts;
    const guard = { policy: () => this.#egress, purpose: "target" } as const;
    const pools = new UpstreamPools(guard);
    const probe = endpointProbe(this.#forward, guard);
    const checks = link?.checks === "elsewhere" ? NO_CHECKS : new EndpointChecks({ clock, probe });
    const watchParts = { clock, reports, checks, attempts, memory, link, incidents: this.#incidents };
    return new Documents({
      environment,
      keys,
      secret,
      sharing,
      router: this.router,
      consumers: () => this.consumers,
      pools,
      newWatch: () => new VersionWatch(watchParts),
      egress: ({ allow, deny, privateTargets }) => {
        this.#egress = { allow, deny, privateTargets };
        pools.closeIdle();
      },
    });
  }

  #cut(route: LiveRoute, { detail }: AttemptFailure): void {
    this.#parts.cut(route);
    const { slug } = route.body.api;
    this.#parts.log.warn({ api: slug, detail }, "an answer broke off after its headers were passed on");
  }

  #tick(): void {
    const now = this.#parts.clock.now();
    for (const incident of this.#incidents) incident.tick(now);
  }

  /** Takes clients. Resolves to the port in use. */
  listen(port: number, host: string): Promise<number> {
    return this.#front.listen(port, host);
  }

  get tlsPort(): number | undefined {
    return this.#front.tlsPort;
  }

  reloadCertificate(): void {
    this.#front.reloadCertificate();
  }

  /** Finishes what is under way; resolves when the last client is gone. */
  drain({ lingerMs = LINGER_MS, tunnelsMs }: Partial<DrainTimes> = {}): Promise<void> {
    this.#services.draining = true;
    return this.#front.drain({ lingerMs, tunnelsMs });
  }

  /** Ends probing and reporting; requests are no longer expected. */
  stop(): void {
    clearInterval(this.#ticker);
    this.documents.stop();
  }

  /** Puts on disk what is meant to be there. */
  async flush(): Promise<void> {
    await Promise.all([this.#services.stale.stop(), this.#fetchJson.close()]);
  }
}
