import { collectDefaultMetrics, type Registry } from "prom-client";
import { registerDurations } from "./duration-metric.ts";
import { DurationTally } from "./request-tally.ts";

const PREFIX = "understudy_gateway_";
const SAMPLE_MS = 100;
/** The library's own sampling cannot be turned off: it wakes a process that has nothing to do a hundred times a second. */
const NEVER_MS = 2 ** 31 - 1;
/** What it makes of its samples; they hold the time between two of them, and no delay at all reads as 10 ms. */
const SAMPLED = ["min", "max", "mean", "stddev", "p50", "p90", "p99"];

let delays: DurationTally | undefined;

/** How late timers are in this process, looked at ten times a second from the first call on. */
export function eventLoopDelays(): DurationTally {
  if (delays) return delays;
  const tally = new DurationTally();
  let dueMs = performance.now() + SAMPLE_MS;
  setInterval(() => {
    const now = performance.now();
    tally.add(Math.max(0, now - dueMs));
    dueMs = now + SAMPLE_MS;
  }, SAMPLE_MS).unref();
  return (delays = tally);
}

/** Registers what every process tells of itself: memory, CPU time, collections, and how late its timers are. */
export function registerProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry, prefix: PREFIX, eventLoopMonitoringPrecision: NEVER_MS });
  for (const name of SAMPLED) registry.removeSingleMetric(`${PREFIX}nodejs_eventloop_lag_${name}_seconds`);
  const tally = eventLoopDelays();
  registerDurations(registry, {
    name: `${PREFIX}event_loop_delay_seconds`,
    help: "How late a timer was, ten times a second.",
    series: () => [{ labels: {}, tally }],
  });
}
