import { LATENCY_BUCKETS_MS, type TrafficReport } from "#lib/telemetry/schema";
import { isoTime } from "./clock.ts";
import type { Served } from "./exchange-services.ts";

const MINUTE_MS = 60_000;
const CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;

/** Counts requests per minute, version, target and status class; `take` hands out what was added since the last time. */
export class TrafficCounter {
  #counts = new Map<string, TrafficReport>();

  add(served: Served): void {
    const { route, target, status, result, elapsedMs, atMs } = served;
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
    countIn(count.latency, elapsedMs);
    if (result !== "rescued") return;
    count.rescued++;
    count.added ??= [...LATENCY_BUCKETS_MS, 0].fill(0);
    countIn(count.added, addedMs(served));
  }

  take(): TrafficReport[] {
    const counts = [...this.#counts.values()];
    this.#counts = new Map();
    return counts;
  }
}

/** What failed attempts cost a rescued request before the target that answered was asked. */
export function addedMs({ decision, elapsedMs }: Served): number {
  const { step, request, attemptAtMs } = decision;
  return step.kind === "local" ? elapsedMs : Math.max(0, attemptAtMs - request.receivedAtMs);
}

function countIn(buckets: number[], ms: number): void {
  let bucket = 0;
  while (bucket < LATENCY_BUCKETS_MS.length && ms > (LATENCY_BUCKETS_MS[bucket] as number)) bucket++;
  buckets[bucket] = (buckets[bucket] ?? 0) + 1;
}
