import { Counter, type Registry } from "prom-client";
import { registerDurations } from "./duration-metric.ts";
import type { Served } from "./exchange-services.ts";
import type { LiveRoute } from "./live-route.ts";
import { RequestTally } from "./request-tally.ts";

interface CountedBy {
  name: string;
  help: string;
  count(tally: RequestTally): number;
}

/** The metrics of requests: counted in plain numbers per version, put into a registry's form when it is read. */
export class RequestMetrics {
  readonly #registry: Registry;
  readonly #tallies = new Map<string, RequestTally>();

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#byTarget();
    this.#perVersion({
      name: "understudy_gateway_rescued_total",
      help: "Requests that a later target answered after an earlier one had failed them.",
      count: ({ rescued }) => rescued,
    });
    this.#perVersion({
      name: "understudy_gateway_extra_attempts_total",
      help: "Attempts beyond the first of a request.",
      count: ({ extraAttempts }) => extraAttempts,
    });
    this.#perVersion({
      name: "understudy_gateway_broken_answers_total",
      help: "Answers that broke off after their headers had been passed on.",
      count: ({ cut }) => cut,
    });
    this.#durations();
  }

  served(served: Served): void {
    this.#of(served.route).add(served);
  }

  cut(route: LiveRoute): void {
    this.#of(route).cut += 1;
  }

  #of(route: LiveRoute): RequestTally {
    return (route.lastCounted.tally ??= this.#tallyOf(route));
  }

  /** Goes on through every publish. */
  #tallyOf({ key, body }: LiveRoute): RequestTally {
    let tally = this.#tallies.get(key);
    if (!tally) {
      tally = new RequestTally({ api: body.api.slug, version: body.version.name });
      this.#tallies.set(key, tally);
    }
    return tally;
  }

  #byTarget(): void {
    const requests: Counter = new Counter({
      name: "understudy_gateway_requests_total",
      help: "Requests answered, by the target that answered.",
      labelNames: ["api", "version", "target", "status_class"],
      registers: [this.#registry],
      collect: () => {
        requests.reset();
        for (const { api, version, byTarget } of this.#tallies.values()) {
          for (const [target, classes] of byTarget) {
            const counted = Array.from(classes.entries()).filter(([, count]) => count > 0);
            for (const [of, count] of counted)
              requests.inc({ api, version, target, status_class: `${of}xx` }, count);
          }
        }
      },
    });
  }

  #perVersion({ name, help, count }: CountedBy): void {
    const counter: Counter = new Counter({
      name,
      help,
      labelNames: ["api", "version"],
      registers: [this.#registry],
      collect: () => {
        counter.reset();
        for (const tally of this.#tallies.values()) {
          const { api, version } = tally;
          if (count(tally) > 0) counter.inc({ api, version }, count(tally));
        }
      },
    });
  }

  #durations(): void {
    const series = (of: "took" | "added") =>
      Array.from(this.#tallies.values(), (tally) => ({
        labels: { api: tally.api, version: tally.version },
        tally: tally[of],
      }));
    registerDurations(this.#registry, {
      name: "understudy_gateway_request_seconds",
      help: "From the request's headers to the end of the upstream's answer.",
      series: () => series("took"),
    });
    registerDurations(this.#registry, {
      name: "understudy_gateway_rescue_added_seconds",
      help: "What failed attempts cost rescued requests before the target that answered was asked.",
      series: () => series("added").filter(({ tally }) => tally.buckets.some((count) => count > 0)),
    });
  }
}
