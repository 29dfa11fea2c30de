import { LATENCY_BUCKETS_MS, type TrafficReport } from "#lib/telemetry/schema";
import { isoTime } from "./clock.ts";
import type { Served } from "./exchange-services.ts";
import type { Refused } from "./gatekeeper.ts";

const MINUTE_MS = 60_000;
const CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;
/** More rows of one minute than this are not told apart by operation any more: the names come from documents, but many. */
const MAX_ROWS = 20_000;

type Key = Pick<
  TrafficReport,
  "versionId" | "minute" | "application" | "operation" | "target" | "statusClass"
>;

/** One request, by what it is counted. */
type Counted = Pick<Served, "route" | "target" | "status" | "application" | "operation">;

type Classes = (TrafficRow | undefined)[];

/** The requests of one minute that are counted together. */
export interface TrafficRow {
  readonly application: string;
  readonly operation: string;
  readonly target: string;
  /** 0 is 1xx. */
  readonly statusClass: number;
  readonly report: TrafficReport;
  /** It was handed out: what comes belongs to another row. */
  isTaken: boolean;
}

/** Counts requests per minute, version, application, operation, target and status class; `take` hands out what was added. */
export class TrafficCounter {
  /** By version, application, operation, target, then status class: no key has to be made for a request. */
  #counts: Nested = new Map();
  #rows = 0;
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

  /** A request that was routed and not let in. */
  refused({ input, application, refusal, atMs }: Refused): void {
    if (atMs >= this.#minuteMs + MINUTE_MS || atMs < this.#minuteMs) this.#turn(atMs);
    const { route, rest, request } = input;
    const operation = route.operations?.nameOf(request.method ?? "", rest === "" ? "/" : rest) ?? "";
    const count = this.#countOf({ route, target: "", status: refusal.status, application, operation });
    count.requests++;
    countIn(count.latency, 0);
    if (refusal.status === 429) count.throttled = (count.throttled ?? 0) + 1;
  }

  #countOf(counted: Counted): TrafficReport {
    const { lastCounted } = counted.route;
    const { row } = lastCounted;
    if (row && !row.isTaken && isOf(row, counted)) return row.report;
    return (lastCounted.row = this.#rowOf(counted)).report;
  }

  #rowOf({ route, application, operation, target, status }: Counted): TrafficRow {
    const versionId = route.body.version.id;
    const named = this.#rows < MAX_ROWS ? operation : "";
    const byOperation = inner(inner(this.#counts, versionId), application);
    const targets = inner(byOperation, named);
    let classes = targets.get(target);
    if (!classes) targets.set(target, (classes = CLASSES.map(() => undefined)));
    const statusClass = classOf(status);
    const key = { versionId, minute: this.#minute, target, statusClass: CLASSES[statusClass] ?? "5xx" };
    return (classes[statusClass] ??= {
      application,
      operation: named,
      target,
      statusClass,
      report: this.#newCount({
        ...key,
        ...(application === "" ? {} : { application }),
        ...(named === "" ? {} : { operation: named }),
      }),
      isTaken: false,
    });
  }

  #newCount(key: Key): TrafficReport {
    this.#rows++;
    return { ...key, requests: 0, rescued: 0, latency: [...LATENCY_BUCKETS_MS, 0].fill(0) };
  }

  #turn(atMs: number): void {
    this.#past = this.take();
    this.#minuteMs = atMs - (atMs % MINUTE_MS);
    this.#minute = isoTime(this.#minuteMs);
  }

  take(): TrafficReport[] {
    const byOperation = [...this.#counts.values()].flatMap((applications) => [...applications.values()]);
    const byTarget = byOperation.flatMap((operations) => [...operations.values()]);
    const rows = byTarget
      .flatMap((targets) => [...targets.values()].flat())
      .filter((row) => row !== undefined);
    for (const row of rows) row.isTaken = true;
    const reports = [...this.#past, ...rows.map(({ report }) => report)];
    this.#counts = new Map();
    this.#rows = 0;
    this.#past = [];
    return reports;
  }
}

/** 0 is 1xx. */
function classOf(status: number): number {
  return Math.min(5, Math.max(1, Math.floor(status / 100))) - 1;
}

function isOf(row: TrafficRow, { application, operation, target, status }: Counted): boolean {
  return (
    row.operation === operation &&
    row.target === target &&
    row.application === application &&
    row.statusClass === classOf(status)
  );
}

type Nested = Map<string, Map<string, Map<string, Map<string, Classes>>>>;

function inner<T>(outer: Map<string, Map<string, T>>, key: string): Map<string, T> {
  let found = outer.get(key);
  if (!found) outer.set(key, (found = new Map()));
  return found;
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
