import { z } from "zod";

/** Upper bounds of the latency buckets in ms; one more, open bucket follows. */
export const LATENCY_BUCKETS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const;

/** RFC 3339; the year 0 that it allows is none of the database's. */
export const Instant = z.iso.datetime().refine((time) => time >= "1970", "Not a time of ours.");
/** No gateway counts so many between two batches; sums of some still fit where they are added up. */
const Count = z.int().min(0).max(1_000_000_000);

/** Four ids of 41 characters, joined by slashes: a target of an API in the chain of an API in the chain… */
const TARGET_ID_MAX = 167;

/** Worst first. */
export const TARGET_STATES = ["ejected", "open", "half_open", "cooling", "held", "ramping", "up"] as const;

export const TargetStatus = z.strictObject({
  id: z.string().max(TARGET_ID_MAX),
  kind: z.enum(["http", "api", "ai", "stale", "static"]),
  state: z.enum(TARGET_STATES),
  since: Instant,
  reason: z.string().max(300),
  /** When the state ends by itself; absent where something has to happen first. */
  until: Instant.optional(),
  /** The share of requests it takes while `ramping`. */
  sharePercent: z.int().min(0).max(100).optional(),
});
export type TargetStatus = z.infer<typeof TargetStatus>;

/** Who answers new requests of a version at one gateway, from `at` on. Posted at once on every change. */
export const ServingReport = z.strictObject({
  versionId: z.string().max(60),
  at: Instant,
  /** "" when nothing answers. */
  target: z.string().max(TARGET_ID_MAX),
  reason: z.string().max(300),
  states: z.array(TargetStatus).max(8),
});
export type ServingReport = z.infer<typeof ServingReport>;

/** How an incident comes to its end; `lost`: nothing more was heard of the gateways that saw it. */
export const IncidentEnd = z.enum(["recovered", "not_served", "lost"]);
export type IncidentEnd = z.infer<typeof IncidentEnd>;

/** An incident as one gateway sees it; counts are totals since it opened there. Sent on open, each second of change, and close. */
export const IncidentReport = z.strictObject({
  versionId: z.string().max(60),
  cause: z.enum(["state", "rescues"]),
  openedAt: Instant,
  closedAt: Instant.optional(),
  /** Absent while it is open; older gateways do not say. */
  closedBy: IncidentEnd.exclude(["lost"]).optional(),
  primaryTarget: z.string().max(TARGET_ID_MAX),
  servingTarget: z.string().max(TARGET_ID_MAX),
  firstError: z.string().max(300),
  lastError: z.string().max(300),
  rescued: Count,
  failed: Count,
});
export type IncidentReport = z.infer<typeof IncidentReport>;

/** The method and the path template of an operation, or "" where none is known: `GET /orders/{orderId}`. */
const OperationName = z.string().max(530);

/**
 * One minute of one (version, application, operation, target, status class) at one gateway. Counts are what was added since
 * the last batch.
 */
export const TrafficReport = z.strictObject({
  versionId: z.string().max(60),
  minute: Instant,
  /** Id of the application that called; absent: nobody said who they are, or it is not known. */
  application: z.string().max(64).optional(),
  operation: OperationName.optional(),
  target: z.string().max(TARGET_ID_MAX),
  statusClass: z.enum(["1xx", "2xx", "3xx", "4xx", "5xx"]),
  requests: Count,
  /** Of the requests: refused because of a rate limit or a quota. */
  throttled: Count.optional(),
  rescued: Count,
  latency: z.array(Count).length(LATENCY_BUCKETS_MS.length + 1),
  /** Of the rescued ones: what the attempts that failed had cost before this target was asked. Absent where none was. */
  added: z
    .array(Count)
    .length(LATENCY_BUCKETS_MS.length + 1)
    .optional(),
});
export type TrafficReport = z.infer<typeof TrafficReport>;

/**
 * Attempts on one network target at one gateway, by what they came to: "answered", or the name of the failure
 * ("connect_refused", "status 503"). Added since the last batch; the minute is that of the batch.
 */
export const AttemptReport = z.strictObject({
  versionId: z.string().max(60),
  minute: Instant,
  target: z.string().max(TARGET_ID_MAX),
  /** A digest of where the target was asked; absent: where it is by the portal's last word. */
  addresses: z.string().max(64).optional(),
  outcome: z.string().min(1).max(40),
  attempts: Count,
});
export type AttemptReport = z.infer<typeof AttemptReport>;

/** When a subscription last let a request in, and by which key; absent: by a token. The latest counts. */
export const UseReport = z.strictObject({
  subscriptionId: z.string().max(64),
  keyId: z.string().max(64).optional(),
  at: Instant,
});
export type UseReport = z.infer<typeof UseReport>;

/** What a gateway posts to `/api/v1/telemetry`. `batchId` makes a repeated post count once. */
export const TelemetryBatch = z.strictObject({
  batchId: z.uuid(),
  node: z.string().max(100),
  environment: z.string().max(63),
  serving: z.array(ServingReport).max(1000),
  incidents: z.array(IncidentReport).max(1000),
  traffic: z.array(TrafficReport).max(5000),
  attempts: z.array(AttemptReport).max(5000).default([]),
  uses: z.array(UseReport).max(5000).default([]),
});
export type TelemetryBatch = z.infer<typeof TelemetryBatch>;
