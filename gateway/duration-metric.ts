import type { Histogram, Registry } from "prom-client";
import { SECONDS, type DurationTally } from "./request-tally.ts";

type Labels = Record<string, string>;

interface Series {
  labels: Labels;
  tally: DurationTally;
}

interface DurationMetric {
  name: string;
  help: string;
  series(): Iterable<Series>;
}

/** Registers a histogram whose values are counted elsewhere and read when somebody asks. */
export function registerDurations(registry: Registry, { name, help, series }: DurationMetric): void {
  const get = () => ({
    name,
    help,
    type: "histogram",
    aggregator: "sum",
    values: Array.from(series()).flatMap((one) => valuesOf(name, one)),
  });
  // A registry asks its metrics for their name and `get()`, and nothing else.
  registry.registerMetric({
    name,
    get: () => Promise.resolve(get()),
    reset: () => undefined,
  } as unknown as Histogram);
}

function valuesOf(name: string, { labels, tally }: Series) {
  let count = 0;
  const buckets = tally.buckets.map((inBucket, index) => {
    count += inBucket;
    return {
      labels: { le: SECONDS[index] ?? "+Inf", ...labels },
      value: count,
      metricName: `${name}_bucket`,
    };
  });
  return [
    ...buckets,
    { labels, value: tally.sumMs / 1000, metricName: `${name}_sum` },
    { labels, value: count, metricName: `${name}_count` },
  ];
}
