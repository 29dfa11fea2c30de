import { LATENCY_BUCKETS_MS, type TrafficReport } from "#lib/telemetry/schema";
import { isoTime } from "./clock.ts";
import type { Served } from "./exchange-services.ts";

const MINUTE_MS = 60_000;
const CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;

type Key = Pick<TrafficReport, "versionId" | "minute" | "target" | "statusClass">;

/** Counts requests per minute, version, target and status class; `take` hands out what was added since the last time. */
export class TrafficCounter {
  /** By version, then target, then status class: no key has to be made for a request. */
  #counts = new Map<string, Map<string, (TrafficReport | undefined)[]>>();
  /** Of earlier minutes. */
  #past: TrafficReport[] = [];
  #minuteMs = 0;
  #minute = "";

  add(served: Served): void {
    const { result, elapsedMs, atMs } = served;
    if (atMs >= this.#minuteMs + MINUTE_MS || atMs < this.#minuteMs) this.#turn(atMs);
    const count = this.#countOf(served);
    count.requests++;
    countIn(count.latency, elapsedMs);
    if (result !== "rescued") return;
    count.rescued++;
    count.added ??= [...LATENCY_BUCKETS_MS, 0].fill(0);
    countIn(count.added, addedMs(served));
  }

  #countOf({ route, target, status }: Served): TrafficReport {
    const versionId = route.body.version.id;
    let targets = this.#counts.get(versionId);
    if (!targets) this.#counts.set(versionId, (targets = new Map()));
    let classes = targets.get(target);
    if (!classes) targets.set(target, (classes = CLASSES.map(() => undefined)));
    const index = Math.min(5, Math.max(1, Math.floor(status / 100))) - 1;
    return (classes[index] ??= newCount({
      versionId,
      minute: this.#minute,
      target,
      statusClass: CLASSES[index] ?? "5xx",
    }));
  }

  #turn(atMs: number): void {
    this.#past = this.take();
    this.#minuteMs = atMs - (atMs % MINUTE_MS);
    this.#minute = isoTime(this.#minuteMs);
  }

  take(): TrafficReport[] {
    const rows = [...this.#counts.values()].flatMap((targets) => [...targets.values()].flat());
    const reports = [...this.#past, ...rows.filter((row) => row !== undefined)];
    this.#counts = new Map();
    this.#past = [];
    return reports;
  }
}

function newCount(key: Key): TrafficReport {
  return { ...key, requests: 0, rescued: 0, latency: [...LATENCY_BUCKETS_MS, 0].fill(0) };
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
