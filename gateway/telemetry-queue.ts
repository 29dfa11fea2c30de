import { randomUUID } from "node:crypto";
import type {
  AttemptReport,
  IncidentReport,
  ServingReport,
  TelemetryBatch,
  TrafficReport,
  UseReport,
} from "#lib/telemetry/schema";

const MAX_PER_BATCH = { serving: 1000, incidents: 1000, traffic: 5000, attempts: 5000, uses: 5000 };
/** Reports kept while the portal is away. */
const MAX_INCIDENTS = 5_000;
const MAX_TRAFFIC = 50_000;

/**
 * Reports that wait for delivery, bounded: of who serves only the latest per version counts, of an incident the latest per
 * incident, and of traffic the oldest goes first.
 */
export class TelemetryQueue {
  readonly #node: string;
  readonly #environment: string;
  readonly #serving = new Map<string, ServingReport>();
  readonly #incidents = new Map<string, IncidentReport>();
  #traffic: TrafficReport[] = [];
  #attempts: AttemptReport[] = [];
  #uses: UseReport[] = [];
  dropped = 0;

  constructor(node: string, environment: string) {
    this.#node = node;
    this.#environment = environment;
  }

  get size(): number {
    return (
      this.#serving.size +
      this.#incidents.size +
      this.#traffic.length +
      this.#attempts.length +
      this.#uses.length
    );
  }

  serving(report: ServingReport): void {
    this.#serving.delete(report.versionId);
    this.#serving.set(report.versionId, report);
  }

  incident(report: IncidentReport): void {
    const key = `${report.versionId} ${report.openedAt}`;
    this.#incidents.delete(key);
    this.#incidents.set(key, report);
    if (this.#incidents.size <= MAX_INCIDENTS) return;
    this.#incidents.delete(this.#incidents.keys().next().value as string);
    this.dropped++;
  }

  traffic(reports: readonly TrafficReport[]): void {
    this.#traffic = this.#bounded(this.#traffic, reports);
  }

  attempts(reports: readonly AttemptReport[]): void {
    this.#attempts = this.#bounded(this.#attempts, reports);
  }

  uses(reports: readonly UseReport[]): void {
    this.#uses = this.#bounded(this.#uses, reports);
  }

  #bounded<T>(waiting: T[], added: readonly T[]): T[] {
    if (added.length === 0) return waiting;
    const all = waiting.concat(added);
    const excess = all.length - MAX_TRAFFIC;
    if (excess <= 0) return all;
    this.dropped += excess;
    return all.slice(excess);
  }

  /** Takes the next batch out; undefined when nothing waits. */
  take(): TelemetryBatch | undefined {
    if (this.size === 0) return undefined;
    return {
      batchId: randomUUID(),
      node: this.#node,
      environment: this.#environment,
      serving: takeFirst(this.#serving, MAX_PER_BATCH.serving),
      incidents: takeFirst(this.#incidents, MAX_PER_BATCH.incidents),
      traffic: this.#traffic.splice(0, MAX_PER_BATCH.traffic),
      attempts: this.#attempts.splice(0, MAX_PER_BATCH.attempts),
      uses: this.#uses.splice(0, MAX_PER_BATCH.uses),
    };
  }
}

function takeFirst<T>(from: Map<string, T>, max: number): T[] {
  const taken: T[] = [];
  for (const [key, value] of from) {
    if (taken.length === max) break;
    taken.push(value);
    from.delete(key);
  }
  return taken;
}
