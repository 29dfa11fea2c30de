import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/access";
import {
  LATENCY_BUCKETS_MS,
  type IncidentReport,
  type TelemetryBatch,
  type TrafficReport,
} from "./schema.ts";

/** The environment that the reports of tests come from. */
export const slug = "production";

export function gateway(node: string): Actor {
  return { kind: "gateway", id: `${slug}/${node}`, name: node, environment: slug };
}

export function batch(node: string, of: Partial<TelemetryBatch>): TelemetryBatch {
  return {
    batchId: randomUUID(),
    node,
    environment: slug,
    serving: [],
    incidents: [],
    traffic: [],
    attempts: [],
    uses: [],
    ...of,
  };
}

export function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString();
}

/** `requests` answers in the bucket of 20–50 ms. */
export function traffic(versionId: string, over: Partial<TrafficReport> = {}): TrafficReport {
  const requests = over.requests ?? 10;
  const latency = Array.from({ length: LATENCY_BUCKETS_MS.length + 1 }, (_, index) =>
    index === 5 ? requests : 0,
  );
  const minute = `${ago(60).slice(0, 16)}:00.000Z`;
  return { versionId, minute, target: "primary", statusClass: "2xx", requests, rescued: 0, latency, ...over };
}

export function incident(versionId: string, over: Partial<IncidentReport> = {}): IncidentReport {
  return {
    versionId,
    cause: "rescues",
    openedAt: ago(120),
    primaryTarget: "primary",
    servingTarget: "secondary",
    firstError: "connection refused",
    lastError: "connection refused",
    rescued: 3,
    failed: 0,
    ...over,
  };
}
