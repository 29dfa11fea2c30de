import { z } from "zod";
import { ControlDto, OrderSummary } from "#lib/publishing/schema";
import { IncidentEnd, TargetStatus } from "./report-schema.ts";

export const IncidentDto = z
  .object({
    id: z.string(),
    api: z.string(),
    apiName: z.string(),
    version: z.string(),
    environment: z.string(),
    openedAt: z.iso.datetime(),
    closedAt: z.iso.datetime().nullable().describe("Null while it is open."),
    closedBy: IncidentEnd.nullable().describe(
      "`recovered`: after a minute of full primary share. `not_served`: with the version's last route. `lost`: its gateways are gone. Null where it is not known.",
    ),
    cause: z.enum(["state", "rescues"]),
    primaryTarget: z.string(),
    servingTarget: z.string(),
    firstError: z.string(),
    lastError: z.string(),
    rescued: z.int(),
    failed: z.int(),
    openNodes: z.array(z.string()).describe("Gateways that still see it open."),
    alert: z
      .object({
        at: z.iso.datetime(),
        afterMinutes: z.int(),
        acknowledgedAt: z.iso.datetime().nullable(),
        acknowledgedBy: z.string().nullable(),
      })
      .nullable()
      .describe("Raised when it had lasted for longer than `afterMinutes`; null where it has not."),
  })
  .meta({ id: "Incident" });
export type IncidentDto = z.infer<typeof IncidentDto>;

/** A version whose primary answers nothing, though too seldom asked for an incident to open. */
export const RescueAlertDto = z
  .object({
    id: z.string(),
    primaryTarget: z.string().describe("The target that answers nothing."),
    since: z.iso.datetime().describe("When the first request was rescued from it."),
    afterMinutes: z.int().describe("Longer than so many minutes ago when it was raised."),
    acknowledgedAt: z.iso.datetime().nullable(),
    acknowledgedBy: z.string().nullable(),
  })
  .meta({ id: "RescueAlert" });
export type RescueAlertDto = z.infer<typeof RescueAlertDto>;

/** What a target did in some time. */
export const TargetTraffic = z
  .object({
    requests: z
      .int()
      .describe("Requests it answered, and of these the ones that another target had failed before."),
    rescued: z.int(),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
    addedP50Ms: z
      .number()
      .nullable()
      .describe("What failed attempts on others had cost the requests it rescued."),
    addedP99Ms: z.number().nullable(),
    attempts: z.int().describe("Attempts on it; those that failed were wasted. Local targets have none."),
    wasted: z.int(),
    failures: z
      .array(z.object({ outcome: z.string(), attempts: z.int() }))
      .describe("The most frequent first."),
  })
  .meta({ id: "TargetTraffic" });
export type TargetTraffic = z.infer<typeof TargetTraffic>;

/** One thing that happened while an incident lasted. */
const at = z.iso.datetime();
export const TimelineEntry = z
  .discriminatedUnion("kind", [
    z.object({ at, kind: z.literal("opened"), cause: IncidentDto.shape.cause, error: z.string() }),
    z
      .object({
        at,
        kind: z.literal("moved"),
        target: z.string(),
        reason: z.string(),
        nodes: z.array(z.string()),
      })
      .describe('New requests went to another target ("": to none), at these gateways.'),
    z.object({ at, kind: z.literal("order"), order: OrderSummary }),
    z.object({
      at,
      kind: z.literal("publication"),
      action: z.enum(["publish", "unpublish"]),
      revision: z.int().nullable(),
      by: z.string(),
    }),
    z.object({ at, kind: z.literal("alert"), afterMinutes: z.int() }),
    z.object({ at, kind: z.literal("acknowledged"), by: z.string() }),
    z.object({ at, kind: z.literal("closed"), by: IncidentDto.shape.closedBy }),
  ])
  .meta({ id: "TimelineEntry" });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const IncidentDetail = z
  .object({
    ...IncidentDto.shape,
    targets: z
      .array(
        z.object({
          ...TargetTraffic.shape,
          id: z.string(),
          kind: TargetStatus.shape.kind.nullable(),
        }),
      )
      .describe("In the order of the published chain; then what answered and is there no longer."),
    addedP50Ms: z.number().nullable(),
    addedP99Ms: z.number().nullable(),
    wasted: z.int(),
    nodes: z
      .array(
        z.object({
          node: z.string(),
          openedAt: z.iso.datetime(),
          closedAt: z.iso.datetime().nullable(),
          rescued: z.int(),
          failed: z.int(),
        }),
      )
      .describe("The gateways that saw it."),
    timeline: z.array(TimelineEntry),
    isTimelineCut: z.boolean().describe("Older moves were left out of the timeline."),
    mayOrder: z.boolean(),
    mayAcknowledge: z.boolean(),
    mayEditChain: z.boolean(),
  })
  .meta({ id: "IncidentDetail" });
export type IncidentDetail = z.infer<typeof IncidentDetail>;

/** Who answers new requests at one gateway. */
export const LiveNode = z
  .object({
    node: z.string(),
    connected: z.boolean(),
    target: z.string().nullable().describe('Null: it has not said yet. "" : nobody answers.'),
    reason: z.string(),
    since: z.iso.datetime().nullable(),
    states: z.array(TargetStatus),
  })
  .meta({ id: "LiveNode" });
export type LiveNode = z.infer<typeof LiveNode>;

/** One minute of one target; "" where the gateway answered itself. */
export const LiveMinute = z
  .object({
    minute: z.iso.datetime(),
    target: z.string(),
    requests: z.int(),
    rescued: z.int(),
    failed: z.int().describe("Answers of class 5xx."),
  })
  .meta({ id: "LiveMinute" });
export type LiveMinute = z.infer<typeof LiveMinute>;

/** A target of the published chain, with its traffic of the last hour. */
export const LiveTarget = z
  .object({
    ...TargetTraffic.shape,
    id: z.string(),
    kind: TargetStatus.shape.kind,
    lastMinute: z.int().describe("Requests it answered in the last 60 s."),
    exercisedAt: z.iso.datetime().nullable().describe("When it last answered a request at all; null: never."),
  })
  .meta({ id: "LiveTarget" });
export type LiveTarget = z.infer<typeof LiveTarget>;

export const Live = z
  .object({
    environment: z.string(),
    published: z
      .object({ revision: z.int(), storeRevision: z.int(), publicationId: z.string() })
      .nullable()
      .describe("What is written for gateways now; null when nothing is."),
    failback: z.enum(["auto", "manual", "sticky"]),
    primary: z
      .string()
      .nullable()
      .describe("The target where traffic belongs: the first that takes what has no conditions to meet."),
    control: ControlDto.describe("What people on call have ordered."),
    mayOrder: z.boolean().describe("The reader may pin, release and fail back."),
    alertAfterMinutes: z.int().describe("An incident that lasts longer raises an alert."),
    requestsPerSecond: z.number().describe("Over the last 60 s."),
    targets: z
      .array(LiveTarget)
      .describe("The targets as written, in chain order, with their traffic of the last hour."),
    nodes: z.array(LiveNode),
    traffic: z
      .array(LiveMinute)
      .describe("The last hour, by minute and target; minutes without traffic are absent."),
    requests: z.int(),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
    incident: IncidentDto.nullable(),
    rescueAlert: RescueAlertDto.nullable().describe(
      "Nearly every request since then was rescued, for longer than `afterMinutes` and too seldom for an incident; null where that is not so.",
    ),
  })
  .meta({ id: "Live" });
export type Live = z.infer<typeof Live>;

export const RibbonSegment = z
  .object({
    node: z.string(),
    target: z.string().describe('"" when nobody answered.'),
    reason: z.string(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
  })
  .meta({ id: "RibbonSegment" });
export type RibbonSegment = z.infer<typeof RibbonSegment>;

export const Ribbon = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    segments: z.array(RibbonSegment),
  })
  .meta({ id: "Ribbon" });
export type Ribbon = z.infer<typeof Ribbon>;
