import { Counter, Gauge, Registry } from "prom-client";
import { stateAt } from "#lib/fallback";
import { registerProcess } from "./event-loop-delay.ts";
import type { Served } from "./exchange-services.ts";
import type { Refused } from "./gatekeeper.ts";
import type { LiveRoute } from "./live-route.ts";
import { RequestMetrics } from "./request-metrics.ts";

/** What is read when somebody asks for the metrics, rather than counted all along. */
export interface MetricSources {
  now(): number;
  routes(): Iterable<LiveRoute>;
  appliedRevision(): number;
  rejects(): number;
  connected(): boolean;
  telemetryQueued(): number;
  telemetryDropped(): number;
}

/** Prometheus metrics of one gateway, in a registry of its own. */
export class GatewayMetrics {
  readonly registry = new Registry();
  readonly #requests: RequestMetrics;
  readonly #unrouted: Counter<"status">;
  readonly #refused: Counter<"api" | "version" | "reason">;

  constructor(sources: MetricSources) {
    registerProcess(this.registry);
    this.#requests = new RequestMetrics(this.registry);
    this.#unrouted = new Counter({
      name: "understudy_gateway_unrouted_total",
      help: "Requests refused before they reached an API.",
      labelNames: ["status"],
      registers: [this.registry],
    });
    this.#refused = new Counter({
      name: "understudy_gateway_refused_total",
      help: "Requests of a published version that were not let in, by why.",
      labelNames: ["api", "version", "reason"],
      registers: [this.registry],
    });
    this.#gauges(sources);
    this.#attempts(sources);
  }

  #gauges(sources: MetricSources): void {
    this.#gauge("understudy_gateway_applied_revision", "The store revision in force.", () =>
      sources.appliedRevision(),
    );
    this.#gauge("understudy_gateway_rejected_documents", "Documents refused and not put right since.", () =>
      sources.rejects(),
    );
    this.#gauge("understudy_gateway_store_connected", "1 while the store is within reach.", () =>
      Number(sources.connected()),
    );
    this.#gauge("understudy_gateway_telemetry_queued", "Reports waiting to be delivered.", () =>
      sources.telemetryQueued(),
    );
    this.#gauge("understudy_gateway_telemetry_dropped", "Reports given up for lack of room.", () =>
      sources.telemetryDropped(),
    );
    const states = new Gauge({
      name: "understudy_gateway_target_state",
      help: "1 for the state each target is in.",
      labelNames: ["api", "version", "target", "state"],
      registers: [this.registry],
      collect: () => {
        states.reset();
        for (const route of sources.routes()) {
          for (const cell of route.cells) {
            if (!cell) continue;
            states.set(
              { ...labels(route), target: cell.target.id, state: stateAt(cell.state, sources.now()) },
              1,
            );
          }
        }
      },
    });
  }

  /** Counted at the targets; read when somebody asks. */
  #attempts(sources: MetricSources): void {
    const attempts = new Counter({
      name: "understudy_gateway_attempts_total",
      help: "Attempts on each network target by what they came to: answered, or the name of the failure.",
      labelNames: ["api", "version", "target", "outcome"],
      registers: [this.registry],
      collect: () => {
        attempts.reset();
        for (const route of sources.routes()) {
          for (const cell of route.cells) {
            if (!cell) continue;
            const of = { ...labels(route), target: cell.target.id };
            for (const { outcome, attempts: count } of cell.tally.totals())
              attempts.inc({ ...of, outcome }, count);
          }
        }
      },
    });
  }

  #gauge(name: string, help: string, value: () => number): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.registry],
      collect: () => gauge.set(value()),
    });
  }

  served(served: Served): void {
    this.#requests.served(served);
  }

  cut(route: LiveRoute): void {
    this.#requests.cut(route);
  }

  refused({ input, refusal }: Refused): void {
    this.#refused.inc({ ...labels(input.route), reason: refusal.reason });
  }

  unrouted(status: number): void {
    this.#unrouted.inc({ status });
  }
}

function labels(route: LiveRoute): { api: string; version: string } {
  return { api: route.body.api.slug, version: route.body.version.name };
}
