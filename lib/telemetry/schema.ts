import { z } from "zod";
import { INT4_MAX, isStorable, Slug } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";
import type { ControlDto, OrderSummary } from "#lib/publishing/schema";
import { Instant, type TargetStatus } from "./report-schema.ts";

export * from "./report-schema.ts";

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
