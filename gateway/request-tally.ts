import type { Served } from "./exchange-services.ts";
import { addedMs } from "./traffic-counter.ts";

/** Upper bounds of the latency buckets, in seconds; one more takes the rest. */
export const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const BOUNDS_MS = SECONDS.map((seconds) => seconds * 1000);

/** Durations counted by bucket. */
export class DurationTally {
  /** Not cumulative. */
  readonly buckets: number[] = [...SECONDS, 0].fill(0);
  sumMs = 0;

  add(ms: number): void {
    let bucket = 0;
    while (bucket < BOUNDS_MS.length && ms > (BOUNDS_MS[bucket] as number)) bucket++;
    this.buckets[bucket] = (this.buckets[bucket] as number) + 1;
    this.sumMs += ms;
  }
}

/** By status class: index 1 is 1xx. */
type ByClass = number[];

/** What came of one version's requests, in plain numbers: made into metrics when somebody asks for them. */
export class RequestTally {
  readonly api: string;
  readonly version: string;
  readonly byTarget = new Map<string, ByClass>();
  readonly took = new DurationTally();
  readonly added = new DurationTally();
  rescued = 0;
  extraAttempts = 0;
  cut = 0;

  constructor({ api, version }: { api: string; version: string }) {
    this.api = api;
    this.version = version;
  }

  add(served: Served): void {
    let classes = this.byTarget.get(served.target);
    if (!classes) this.byTarget.set(served.target, (classes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    const of = Math.floor(served.status / 100);
    classes[of] = (classes[of] ?? 0) + 1;
    this.took.add(served.elapsedMs);
    this.extraAttempts += Math.max(0, served.decision.attempts - 1);
    if (served.result !== "rescued") return;
    this.rescued += 1;
    this.added.add(addedMs(served));
  }
}
