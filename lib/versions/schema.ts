import { z } from "zod";
import { RuleFinding } from "#lib/governance/schema";
import { isStorable, Slug, VersionName } from "#lib/ids/schema";
import { BROWNOUT_NOTICE_HOURS, LIFECYCLE_ACTIONS, STAGES } from "#lib/lifecycle/schema";
import { listQuery } from "#lib/paging/schema";

export const VersionLifeParams = z.strictObject({ slug: Slug, version: VersionName });
export type VersionLifeParams = z.infer<typeof VersionLifeParams>;

const At = z.iso.datetime({ offset: true, error: "A date and time such as 2027-03-01T00:00:00Z." });
const etag = z.int().positive();
const Reason = z.string().trim().max(2_000).refine(isStorable, "Write plain text.");

export const BROWNOUTS_MAX = 20;

const AnnouncedBrownout = z
  .strictObject({ from: At, until: At })
  .refine(({ from, until }) => Date.parse(until) > Date.parse(from), {
    path: ["until"],
    error: "It ends after it begins.",
  });

const VersionRef = z.strictObject({ slug: Slug, version: VersionName });

export * from "./judgement-schema.ts";

/** One step in a version's life. `etag`: that of the life as it was looked at. */
export const MoveVersion = z.discriminatedUnion("action", [
  z.strictObject({
    action: z.literal("deprecate"),
    etag,
    /** When it ends; absent: some day. */
    sunsetAt: At.optional(),
    successor: VersionRef.optional(),
    /** What callers are told. */
    note: Reason.default(""),
    brownouts: z
      .array(AnnouncedBrownout)
      .max(BROWNOUTS_MAX)
      .default([])
      .describe(
        `In each it answers nobody. A new one begins ${BROWNOUT_NOTICE_HOURS} hours from now at the earliest.`,
      ),
  }),
  z.strictObject({ action: z.literal("restore"), etag, reason: Reason.default("") }),
  z.strictObject({ action: z.literal("retire"), etag }),
  z.strictObject({
    action: z.literal("block"),
    etag,
    reason: Reason.min(1, "Say why: callers' teams read it."),
  }),
  z.strictObject({ action: z.literal("unblock"), etag }),
]);
export type MoveVersion = z.infer<typeof MoveVersion>;

/** An end that is thought of. */
export const AskedSunset = z.strictObject({ sunsetAt: At });
export type AskedSunset = z.infer<typeof AskedSunset>;

export const SunsetFindings = z
  .object({ findings: z.array(RuleFinding).describe("Those that block are refused when it is announced.") })
  .meta({ id: "SunsetFindings" });
export type SunsetFindings = z.infer<typeof SunsetFindings>;

const Obstacle = z.object({ code: z.string(), message: z.string() });
const Timestamp = z.iso.datetime();

export const VersionLife = z.object({
  stage: z.enum(STAGES),
  isBlocked: z.boolean(),
  etag: z.int(),
  /** What the asker can do now. */
  actions: z.array(z.enum(LIFECYCLE_ACTIONS)),
  deprecatedAt: Timestamp.nullable(),
  sunsetAt: Timestamp.nullable(),
  retiredAt: Timestamp.nullable(),
  successor: z.object({ slug: z.string(), version: z.string(), apiName: z.string() }).nullable(),
  note: z.string(),
  brownouts: z.array(z.object({ from: Timestamp, until: Timestamp })),
  blockedAt: Timestamp.nullable(),
  blockedReason: z.string(),
  blockedByName: z.string(),
  /** What stands in the way of retiring it now. */
  obstacles: z.array(Obstacle),
  /** Applications of the asker's teams that were told of its end and have not acknowledged it. */
  toAcknowledge: z.array(z.object({ application: z.string(), applicationName: z.string() })),
  /** Applications that are subscribed, and how many of them have called within 30 days. */
  reach: z.object({ subscribers: z.int(), callers: z.int(), unacknowledged: z.int(), dependents: z.int() }),
});
export type VersionLife = z.infer<typeof VersionLife>;

/** What goes with a version that is deleted, and what stands in the way of it. */
export const VersionDeletion = z
  .object({
    obstacles: z.array(Obstacle).describe("None: it may go."),
    operations: z.int(),
    plans: z.int(),
    reviews: z.int(),
    waivers: z.int(),
  })
  .meta({ id: "VersionDeletion" });
export type VersionDeletion = z.infer<typeof VersionDeletion>;

/** What a move led to: the life as it is now, and the publications whose receipts tell when gateways know. */
export const MovedVersion = VersionLife.extend({
  publications: z.array(z.object({ environment: z.string(), publicationId: z.string() })),
});
export type MovedVersion = z.infer<typeof MovedVersion>;

export const CallerList = listQuery({ sort: ["lastCallAt", "application"], dir: "desc" });
export type CallerQuery = z.infer<typeof CallerList.api>;

/** An application that is subscribed to a version, and what it knows of the version's end. */
export const VersionCaller = z.object({
  applicationId: z.string(),
  application: z.string(),
  applicationName: z.string(),
  team: z.string(),
  teamSlug: z.string(),
  mayRead: z.boolean().describe("Whether the asker sees the application itself"),
  environments: z.array(z.string()),
  lastCallAt: Timestamp.nullable(),
  toldAt: Timestamp.nullable(),
  acknowledgedAt: Timestamp.nullable(),
  acknowledgedByName: z.string().nullable(),
});
export type VersionCaller = z.infer<typeof VersionCaller>;

export const AcknowledgeSunset = z.strictObject({ application: Slug });
export type AcknowledgeSunset = z.infer<typeof AcknowledgeSunset>;

export const Acknowledged = z.object({ acknowledgedAt: Timestamp, acknowledgedByName: z.string() });
export type Acknowledged = z.infer<typeof Acknowledged>;

const endingQuery = listQuery({ sort: ["sunsetAt"], size: 10 });
export const EndingList = { api: endingQuery.api.omit({ q: true }) };
export type EndingQuery = z.infer<typeof EndingList.api>;

/** A deprecated version that somebody relies on, in a chain or by an application. */
export const Ending = z
  .object({
    ends: z
      .object({ api: z.string(), apiName: z.string(), version: z.string() })
      .nullable()
      .describe("Null: an API that the reader cannot see."),
    sunsetAt: Timestamp.nullable(),
    chain: z
      .object({
        api: z.string(),
        apiName: z.string(),
        version: z.string(),
        environments: z.array(z.string()),
      })
      .nullable()
      .describe("The version whose fallback chain it is in."),
    application: z
      .object({ slug: z.string(), name: z.string() })
      .nullable()
      .describe("The application that is subscribed to it; nobody has acknowledged the end yet."),
  })
  .meta({ id: "Ending" });
export type Ending = z.infer<typeof Ending>;
