import { z } from "zod";
import { INT4_MAX, isStorable, Slug } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";
import type { ControlDto, OrderSummary } from "#lib/publishing/schema";

/** Upper bounds of the latency buckets in ms; one more, open bucket follows. */
export const LATENCY_BUCKETS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] as const;

/** RFC 3339; the year 0 that it allows is none of the database's. */
const Instant = z.iso.datetime().refine((time) => time >= "1970", "Not a time of ours.");
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

/** An incident as one gateway sees it; counts are totals since it opened there. Sent on open, each second of change, and close. */
export const IncidentReport = z.strictObject({
  versionId: z.string().max(60),
  cause: z.enum(["state", "rescues"]),
  openedAt: Instant,
  closedAt: Instant.optional(),
  primaryTarget: z.string().max(TARGET_ID_MAX),
  servingTarget: z.string().max(TARGET_ID_MAX),
  firstError: z.string().max(300),
  lastError: z.string().max(300),
  rescued: Count,
  failed: Count,
});
export type IncidentReport = z.infer<typeof IncidentReport>;

/** One minute of one (version, target, status class) at one gateway. Counts are what was added since the last batch. */
export const TrafficReport = z.strictObject({
  versionId: z.string().max(60),
  minute: Instant,
  target: z.string().max(TARGET_ID_MAX),
  statusClass: z.enum(["1xx", "2xx", "3xx", "4xx", "5xx"]),
  requests: Count,
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
  outcome: z.string().min(1).max(40),
  attempts: Count,
});
export type AttemptReport = z.infer<typeof AttemptReport>;

/** What a gateway posts to `/api/v1/telemetry`. `batchId` makes a repeated post count once. */
export const TelemetryBatch = z.strictObject({
  batchId: z.uuid(),
  node: z.string().max(100),
  environment: z.string().max(63),
  serving: z.array(ServingReport).max(1000),
  incidents: z.array(IncidentReport).max(1000),
  traffic: z.array(TrafficReport).max(5000),
  attempts: z.array(AttemptReport).max(5000).default([]),
});
export type TelemetryBatch = z.infer<typeof TelemetryBatch>;

export const LiveQuery = z.strictObject({ environment: Slug });
export type LiveQuery = z.infer<typeof LiveQuery>;

/** The ribbon of one incident, or of a time range (the last hour unless given). */
export const RibbonQuery = z
  .strictObject({
    environment: Slug,
    incident: z.string().max(64).refine(isStorable).optional(),
    from: Instant.optional(),
    to: Instant.optional(),
  })
  .refine(({ from, to }) => !from || !to || from < to, { path: ["to"], error: "Ends before it starts." });
export type RibbonQuery = z.infer<typeof RibbonQuery>;

const incidentQuery = listQuery({ sort: ["openedAt"], dir: "desc" });
const IncidentFilters = {
  environment: Slug.optional(),
  /** One API's slug. */
  api: Slug.optional(),
  state: z.enum(["open", "closed"]).optional(),
  /** `active`: those whose alert was raised and is not over. */
  alert: z.enum(["active"]).optional(),
  /** Open at some time within the last so many days. */
  withinDays: z.coerce.number().int().min(1).max(365).optional(),
};
/** `q` searches API names. */
export const IncidentList = {
  api: incidentQuery.api.extend(IncidentFilters),
  url: incidentQuery.url.extend({
    environment: IncidentFilters.environment.catch(undefined),
    api: IncidentFilters.api.catch(undefined),
    state: IncidentFilters.state.catch(undefined),
    alert: IncidentFilters.alert.catch(undefined),
    withinDays: IncidentFilters.withinDays.catch(undefined),
  }),
};
export type IncidentQuery = z.infer<typeof IncidentList.api>;

export const IncidentParams = z.strictObject({ id: z.string().max(64).refine(isStorable) });
export type IncidentParams = z.infer<typeof IncidentParams>;

/** Served from fallback for longer than this, in minutes: an alert. 0: at once. At most a week. */
export const FallbackMinutes = z.int().min(0, "0 or more.").max(10_080, "At most 10 080 (a week).");
export const AlertSetting = z.strictObject({ fallbackMinutes: FallbackMinutes });
export type AlertSetting = z.infer<typeof AlertSetting>;
export const UpdateAlertSettings = AlertSetting.extend({ etag: z.int().min(1).max(INT4_MAX) });
export type UpdateAlertSettings = z.infer<typeof UpdateAlertSettings>;
export interface AlertSettings extends AlertSetting {
  etag: number;
}

/** What became of a batch. */
export interface Ingested {
  /** False: this batch was counted before. */
  counted: boolean;
  /** Reports about versions that do not exist (any more). */
  dropped: number;
}

export interface IncidentDto {
  id: string;
  api: string;
  apiName: string;
  version: string;
  environment: string;
  openedAt: string;
  /** Null while it is open. */
  closedAt: string | null;
  cause: "state" | "rescues";
  primaryTarget: string;
  servingTarget: string;
  firstError: string;
  lastError: string;
  rescued: number;
  failed: number;
  /** Gateways that still see it open. */
  openNodes: string[];
  /** Raised when it had lasted for longer than `afterMinutes`; null where it has not. */
  alert: {
    at: string;
    afterMinutes: number;
    acknowledgedAt: string | null;
    acknowledgedBy: string | null;
  } | null;
}

/** What a target did in some time. */
export interface TargetTraffic {
  /** Requests it answered, and of these the ones that another target had failed before. */
  requests: number;
  rescued: number;
  p50Ms: number | null;
  p95Ms: number | null;
  /** What failed attempts on others had cost the requests it rescued. */
  addedP50Ms: number | null;
  addedP99Ms: number | null;
  /** Attempts on it; those that failed were wasted. Local targets have none. */
  attempts: number;
  wasted: number;
  /** The most frequent first. */
  failures: { outcome: string; attempts: number }[];
}

/** One thing that happened while an incident lasted. */
export type TimelineEntry = { at: string } & (
  | { kind: "opened"; cause: IncidentDto["cause"]; error: string }
  /** New requests went to another target ("": to none), at these gateways. */
  | { kind: "moved"; target: string; reason: string; nodes: string[] }
  | { kind: "order"; order: OrderSummary }
  | { kind: "publication"; action: "publish" | "unpublish"; revision: number | null; by: string }
  | { kind: "alert"; afterMinutes: number }
  | { kind: "acknowledged"; by: string }
  | { kind: "closed" }
);

export interface IncidentDetail extends IncidentDto {
  /** In the order of the published chain; then what answered and is there no longer. */
  targets: (TargetTraffic & { id: string; kind: TargetStatus["kind"] | null })[];
  addedP50Ms: number | null;
  addedP99Ms: number | null;
  wasted: number;
  /** The gateways that saw it. */
  nodes: { node: string; openedAt: string; closedAt: string | null; rescued: number; failed: number }[];
  timeline: TimelineEntry[];
  /** Older moves were left out of the timeline. */
  isTimelineCut: boolean;
  mayOrder: boolean;
  mayAcknowledge: boolean;
  mayEditChain: boolean;
}

/** Who answers new requests at one gateway. */
export interface LiveNode {
  node: string;
  connected: boolean;
  /** Null: it has not said yet. "" : nobody answers. */
  target: string | null;
  reason: string;
  since: string | null;
  states: TargetStatus[];
}

/** One minute of one target; "" where the gateway answered itself. */
export interface LiveMinute {
  minute: string;
  target: string;
  requests: number;
  rescued: number;
  /** Answers of class 5xx. */
  failed: number;
}

/** A target of the published chain, with its traffic of the last hour. */
export interface LiveTarget extends TargetTraffic {
  id: string;
  kind: TargetStatus["kind"];
  /** Requests it answered in the last 60 s. */
  lastMinute: number;
  /** When it last answered a request at all; null: never. */
  exercisedAt: string | null;
}

export interface Live {
  environment: string;
  /** What is written for gateways now; null when nothing is. */
  published: { revision: number; storeRevision: number; publicationId: string } | null;
  failback: "auto" | "manual" | "sticky";
  /** What people on call have ordered. */
  control: ControlDto;
  /** The reader may pin, release and fail back. */
  mayOrder: boolean;
  /** An incident that lasts longer raises an alert. */
  alertAfterMinutes: number;
  /** Over the last 60 s. */
  requestsPerSecond: number;
  /** The targets as written, in chain order, with their traffic of the last hour. */
  targets: LiveTarget[];
  nodes: LiveNode[];
  /** The last hour, by minute and target; minutes without traffic are absent. */
  traffic: LiveMinute[];
  requests: number;
  p50Ms: number | null;
  p95Ms: number | null;
  incident: IncidentDto | null;
}

export interface RibbonSegment {
  node: string;
  /** "" when nobody answered. */
  target: string;
  reason: string;
  from: string;
  to: string;
}

export interface Ribbon {
  from: string;
  to: string;
  segments: RibbonSegment[];
}
