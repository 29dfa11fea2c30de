import { LATENCY_BUCKETS_MS, type TrafficReport } from "#lib/telemetry/schema";
import { isoTime } from "./clock.ts";
import type { Served } from "./exchange-services.ts";

const MINUTE_MS = 60_000;
const CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;

/** Counts requests per minute, version, target and status class; `take` hands out what was added since the last time. */
export class TrafficCounter {
  #counts = new Map<string, TrafficReport>();

  add({ route, target, status, result, elapsedMs, atMs }: Served): void {
    const minuteMs = atMs - (atMs % MINUTE_MS);
    const statusClass = CLASSES[Math.min(5, Math.max(1, Math.floor(status / 100))) - 1] ?? "5xx";
    const key = `${route.body.version.id} ${minuteMs} ${target} ${statusClass}`;
    let count = this.#counts.get(key);
    if (!count) {
      const latency: number[] = [...LATENCY_BUCKETS_MS, 0].fill(0);
      const versionId = route.body.version.id;
      count = { versionId, minute: isoTime(minuteMs), target, statusClass, requests: 0, rescued: 0, latency };
      this.#counts.set(key, count);
    }
    count.requests++;
    if (result === "rescued") count.rescued++;
    const bucket = bucketOf(elapsedMs);
    count.latency[bucket] = (count.latency[bucket] ?? 0) + 1;
  }

  take(): TrafficReport[] {
    const counts = [...this.#counts.values()];
    this.#counts = new Map();
    return counts;
  }
}

function bucketOf(elapsedMs: number): number {
  let bucket = 0;
  while (bucket < LATENCY_BUCKETS_MS.length && elapsedMs > (LATENCY_BUCKETS_MS[bucket] as number)) bucket++;
  return bucket;
}
