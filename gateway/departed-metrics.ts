import { AggregatorRegistry } from "prom-client";
import type { Metrics } from "./worker-messages.ts";

/**
 * What workers counted, by what they said last: what one that died has counted stays in the sums, because a counter of the
 * gateway must not go back.
 */
export class DepartedMetrics {
  readonly #latest = new Map<number, Metrics>();
  #departed: Metrics = [];

  note(worker: number, metrics: Metrics): void {
    this.#latest.set(worker, metrics);
  }

  gone(worker: number): void {
    const last = this.#latest.get(worker);
    this.#latest.delete(worker);
    if (last) this.#departed = sum([this.#departed, last.filter(isCount)]);
  }

  all(): Metrics[] {
    return [this.#departed, ...this.#latest.values()];
  }
}

/** Not the size of its memory, which went with it. */
function isCount({ type }: Metrics[number]): boolean {
  return String(type) === "counter" || String(type) === "histogram";
}

function sum(parts: Metrics[]): Metrics {
  return AggregatorRegistry.aggregate(parts).getMetricsAsArray() as unknown as Metrics;
}
