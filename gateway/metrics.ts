import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { stateAt } from "#lib/fallback";
import { addedMs } from "./traffic-counter.ts";
import type { Served } from "./exchange-services.ts";
import type { LiveRoute } from "./live-route.ts";

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

const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** Prometheus metrics of one gateway, in a registry of its own. */
export class GatewayMetrics {
  readonly registry = new Registry();
  readonly #requests: Counter<"api" | "version" | "target" | "status_class">;
  readonly #seconds: Histogram<"api" | "version">;
  readonly #rescued: Counter<"api" | "version">;
  readonly #extraAttempts: Counter<"api" | "version">;
  readonly #addedSeconds: Histogram<"api" | "version">;
  readonly #cut: Counter<"api" | "version">;
  readonly #unrouted: Counter<"status">;

  constructor(sources: MetricSources) {
    const registers = [this.registry];
    const version = ["api", "version"] as const;
    collectDefaultMetrics({ register: this.registry, prefix: "understudy_gateway_" });
    this.#requests = new Counter({
      name: "understudy_gateway_requests_total",
      help: "Requests answered, by the target that answered.",
      labelNames: [...version, "target", "status_class"],
      registers,
    });
    this.#seconds = new Histogram({
      name: "understudy_gateway_request_seconds",
      help: "From the request's headers to the end of the upstream's answer.",
      labelNames: [...version],
      buckets: SECONDS,
      registers,
    });
    this.#rescued = new Counter({
      name: "understudy_gateway_rescued_total",
      help: "Requests that a later target answered after an earlier one had failed them.",
      labelNames: [...version],
      registers,
    });
    this.#extraAttempts = new Counter({
      name: "understudy_gateway_extra_attempts_total",
      help: "Attempts beyond the first of a request.",
      labelNames: [...version],
      registers,
    });
    this.#addedSeconds = new Histogram({
      name: "understudy_gateway_rescue_added_seconds",
      help: "What failed attempts cost rescued requests before the target that answered was asked.",
      labelNames: [...version],
      buckets: SECONDS,
      registers,
    });
    this.#cut = new Counter({
      name: "understudy_gateway_broken_answers_total",
      help: "Answers that broke off after their headers had been passed on.",
      labelNames: [...version],
      registers,
    });
    this.#unrouted = new Counter({
      name: "understudy_gateway_unrouted_total",
      help: "Requests refused before they reached an API.",
      labelNames: ["status"],
      registers,
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
    const of = labels(served.route);
    this.#requests.inc({
      ...of,
      target: served.target,
      status_class: `${Math.floor(served.status / 100)}xx`,
    });
    this.#seconds.observe(of, served.elapsedMs / 1000);
    if (served.result === "rescued") {
      this.#rescued.inc(of);
      this.#addedSeconds.observe(of, addedMs(served) / 1000);
    }
    if (served.decision.attempts > 1) this.#extraAttempts.inc(of, served.decision.attempts - 1);
  }

  cut(route: LiveRoute): void {
    this.#cut.inc(labels(route));
  }

  unrouted(status: number): void {
    this.#unrouted.inc({ status });
  }
}

function labels(route: LiveRoute): { api: string; version: string } {
  return { api: route.body.api.slug, version: route.body.version.name };
}
