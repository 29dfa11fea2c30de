import { z } from "zod";
import { Finding } from "#lib/fallback/schema";
import { INT4_MAX, Slug, VersionName } from "#lib/ids/schema";
import { listQuery, pageOf } from "#lib/paging/schema";
import { DocumentChange, RouteBody } from "#lib/routing/schema";
import { Delivery } from "./delivery-schema.ts";

export * from "./changelog-schema.ts";
export * from "./compare-schema.ts";
export * from "./consequences-schema.ts";
export * from "./controls-schema.ts";
export * from "./delivery-schema.ts";
export * from "./gateway-schema.ts";
export * from "./overview-schema.ts";
export * from "./parts-schema.ts";
export * from "./request-schema.ts";

/** Which version of which API: the path of most addresses here. */
export const VersionParams = z.strictObject({ slug: Slug, version: VersionName });
export type VersionParams = z.infer<typeof VersionParams>;

export const PublicationParams = VersionParams.extend({ id: z.string().max(64) });
export type PublicationParams = z.infer<typeof PublicationParams>;

const publicationQuery = listQuery({ sort: ["requestedAt"], dir: "desc" });
export const PublicationList = {
  api: publicationQuery.api.extend({ environment: Slug.optional() }),
  url: publicationQuery.url.extend({ environment: Slug.optional().catch(undefined) }),
};
export type PublicationQuery = z.infer<typeof PublicationList.api>;

export const RevisionList = listQuery({ sort: ["number"], dir: "desc" });
export type RevisionQuery = z.infer<typeof RevisionList.api>;

const RevisionInUrl = z.coerce.number().int().min(1).max(INT4_MAX);
export const CompareRevisions = z.strictObject({ from: RevisionInUrl, to: RevisionInUrl });
export type CompareRevisions = z.infer<typeof CompareRevisions>;

const dependentQuery = listQuery({ sort: ["api"] });
export const DependentList = {
  api: dependentQuery.api.extend({ environment: Slug.optional() }),
  url: dependentQuery.url.extend({ environment: Slug.optional().catch(undefined) }),
};
export type DependentQuery = z.infer<typeof DependentList.api>;

const gatewayQuery = listQuery({ sort: ["node", "lastSeenAt"] });
export const GatewayList = {
  api: gatewayQuery.api.extend({ environment: Slug.optional() }),
  url: gatewayQuery.url.extend({ environment: Slug.optional().catch(undefined) }),
};
export type GatewayQuery = z.infer<typeof GatewayList.api>;

export const JobList = listQuery({ sort: ["updatedAt"], dir: "desc" });
export type JobQuery = z.infer<typeof JobList.api>;

const PublicationAction = z.enum(["publish", "unpublish"]);
export type PublicationAction = z.infer<typeof PublicationAction>;
const PublicationState = z.enum(["saved", "compiled", "written", "failed", "superseded"]);
export type PublicationState = z.infer<typeof PublicationState>;

const Grounds = z
  .enum(["approved", "not_required", "break_glass", "carried_on"])
  .describe("What allowed it.");

const Road = z
  .enum(["draft", "approval", "schedule", "promotion", "roll_back"])
  .describe(
    "How it came: from the draft by somebody; by the product on its approval, or at the time chosen in its review; a promotion; a roll back.",
  );

const Allowance = {
  road: Road.nullable().describe(
    "Null: nothing new went live (it was taken away, or the product wrote it anew), or it was long ago.",
  ),
  promotedFrom: z.array(z.string()).describe("Environments in which the promoted revision was live then."),
  grounds: Grounds,
  reviewId: z.string().nullable().describe("The review; null for those who cannot see it."),
  reviewNumber: z.int().nullable(),
  approvedBy: z
    .array(z.string())
    .describe("Who approved exactly this content in that review; none for those who cannot see it."),
  waivers: z
    .array(
      z.object({
        id: z.string().nullable().describe("Null: the waiver is gone with its rule."),
        rule: z.string(),
        until: z.iso.datetime(),
      }),
    )
    .describe("Without which a rule would have stopped it."),
};

export const PublicationSummary = z
  .object({
    id: z.string(),
    action: PublicationAction,
    state: PublicationState,
    environment: z.string(),
    revision: z.int().nullable().describe("The version's revision; null for an unpublication."),
    storeRevision: z.int().nullable(),
    note: z.string(),
    ...Allowance,
    rollsBackTo: z.int().nullable().describe("The revision whose content its revision brought back."),
    cause: z.string().describe('Why the product asked for it itself; "" where a person did.'),
    requestedAt: z.iso.datetime(),
    requestedBy: z.string().describe("Who published it, or chose when its review does."),
    applied: z.int(),
    rejected: z.int(),
  })
  .meta({ id: "PublicationSummary" });
export type PublicationSummary = z.infer<typeof PublicationSummary>;

/** The stepper: saved → compiled → written (rev n) → applied k/n. Times in ms since the request; null = not yet. */
export const PublicationDto = z
  .object({
    ...PublicationSummary.shape,
    ...Delivery.shape,
    compiledMs: z.number().nullable(),
    attempts: z.int(),
    nextAttemptAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Publication" });
export type PublicationDto = z.infer<typeof PublicationDto>;

/** A version whose chain has this one in it. */
export const DependentDto = z
  .object({
    api: z.string(),
    apiName: z.string(),
    version: z.string(),
    environment: z.string(),
    isDirect: z.boolean().describe("Its own chain names this version; else one in its chain does."),
  })
  .meta({ id: "Dependent" });
export type DependentDto = z.infer<typeof DependentDto>;

/** What a chain would get by naming a version: its targets as they are served in one environment. */
export const ServedChain = z
  .object({
    environment: z.string(),
    revision: z.int().nullable().describe("Null: it is not served there."),
    targets: z.array(z.object({ id: z.string(), kind: z.enum(["http", "ai", "stale", "static"]) })),
  })
  .meta({ id: "ServedChain" });
export type ServedChain = z.infer<typeof ServedChain>;

/** Once that a revision went live: where, on what grounds, by whom. */
const WentLive = z.object({
  environment: z.string(),
  ...Allowance,
  by: z.string(),
  at: z.iso.datetime(),
});

export const RevisionSummary = z
  .object({
    number: z.int(),
    digest: z.string(),
    note: z.string(),
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    rollsBackTo: z.int().nullable().describe("The revision whose content it brought back."),
    environments: z.array(z.string()).describe("Environments where this revision is wanted now."),
    wentLive: z
      .array(WentLive)
      .describe(
        "When it was published, the latest first; what the product wrote anew by itself is left out.",
      ),
  })
  .meta({ id: "RevisionSummary" });
export type RevisionSummary = z.infer<typeof RevisionSummary>;

/** A page of revisions, with what it takes to decide about them. */
export const RevisionPage = pageOf(RevisionSummary)
  .extend({
    served: z
      .array(z.object({ environment: z.string(), revision: z.int() }))
      .describe("What is wanted in each environment in which anything is."),
    draftEtag: z.int(),
    mayRollBack: z.boolean(),
    mayPromote: z.boolean(),
    mayRestore: z.boolean().describe("Into the draft."),
  })
  .meta({ id: "RevisionPage" });
export type RevisionPage = z.infer<typeof RevisionPage>;

export const RevisionComparison = z
  .object({
    from: z.int(),
    to: z.int(),
    changes: z.array(DocumentChange),
  })
  .meta({ id: "RevisionComparison" });
export type RevisionComparison = z.infer<typeof RevisionComparison>;

export const Preview = z
  .object({
    environment: z.string(),
    draftEtag: z.int(),
    replaces: z.int().nullable().describe("The revision that is live there; null when none is."),
    before: RouteBody.nullable().describe("What is written now; null when nothing is. Secrets are masked."),
    after: RouteBody.nullable().describe("What would be written; null when an error finding stops it."),
    changes: z.array(DocumentChange),
    findings: z.array(Finding),
  })
  .meta({ id: "Preview" });
export type Preview = z.infer<typeof Preview>;

/** A background job that failed at least once and will be, or was, tried again. */
export const FailingJob = z
  .object({
    id: z.string(),
    task: z.string(),
    attempts: z.int(),
    maxAttempts: z.int(),
    lastError: z.string(),
    nextRunAt: z.iso.datetime().nullable().describe("Null when it will not be tried again."),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "FailingJob" });
export type FailingJob = z.infer<typeof FailingJob>;
