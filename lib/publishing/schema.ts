import { z } from "zod";
import type { Finding } from "#lib/fallback/schema";
import { INT4_MAX, Slug, VersionName } from "#lib/ids/schema";
import { listQuery } from "#lib/paging/schema";
import type { DocumentChange, RouteBody } from "#lib/routing/schema";
import type { Reject } from "#lib/store/schema";
import type { Delivery } from "./delivery-schema.ts";

export * from "./controls-schema.ts";
export type * from "./delivery-schema.ts";

/** Which version of which API: the path of most addresses here. */
export const VersionParams = z.strictObject({ slug: Slug, version: VersionName });
export type VersionParams = z.infer<typeof VersionParams>;

export const PublicationParams = VersionParams.extend({ id: z.string().max(64) });
export type PublicationParams = z.infer<typeof PublicationParams>;

const Note = z.string().trim().max(500, "At most 500 characters.").default("");

/** Publishing names the draft it was decided on: a draft that changed meanwhile is refused as stale. */
export const PublishVersion = z.strictObject({
  action: z.literal("publish"),
  environment: Slug,
  note: Note,
  draftEtag: z.int().min(1),
});
export type PublishVersion = z.infer<typeof PublishVersion>;

/** `force`: also while it is in the fallback chain of others, which then keep what they serve and cannot be published. */
export const UnpublishVersion = z.strictObject({
  action: z.literal("unpublish"),
  environment: Slug,
  force: z.boolean().optional(),
});
export type UnpublishVersion = z.infer<typeof UnpublishVersion>;

/** What is asked of `…/publications`. */
export const RequestPublication = z.discriminatedUnion("action", [PublishVersion, UnpublishVersion]);
export type RequestPublication = z.infer<typeof RequestPublication>;

export const PreviewVersion = z.strictObject({ environment: Slug });
export type PreviewVersion = z.infer<typeof PreviewVersion>;

const publicationQuery = listQuery({ sort: ["requestedAt"], dir: "desc" });
export const PublicationList = {
  api: publicationQuery.api.extend({ environment: Slug.optional() }),
  url: publicationQuery.url.extend({ environment: Slug.optional().catch(undefined) }),
};
export type PublicationQuery = z.infer<typeof PublicationList.api>;

export const RevisionList = listQuery({ sort: ["number"], dir: "desc" });
export type RevisionQuery = z.infer<typeof RevisionList.api>;

const RevisionNumber = z.coerce.number().int().min(1).max(INT4_MAX);
export const CompareRevisions = z.strictObject({ from: RevisionNumber, to: RevisionNumber });
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

export type PublicationAction = "publish" | "unpublish";
export type PublicationState = "saved" | "compiled" | "written" | "failed" | "superseded";

export interface PublicationSummary {
  id: string;
  action: PublicationAction;
  state: PublicationState;
  environment: string;
  /** The version's revision; null for an unpublication. */
  revision: number | null;
  storeRevision: number | null;
  note: string;
  /** Why the product asked for it itself; "" where a person did. */
  cause: string;
  requestedAt: string;
  requestedBy: string;
  applied: number;
  rejected: number;
}

/** The stepper: saved → compiled → written (rev n) → applied k/n. Times in ms since the request; null = not yet. */
export interface PublicationDto extends PublicationSummary, Omit<Delivery, keyof PublicationSummary> {
  compiledMs: number | null;
  attempts: number;
  nextAttemptAt: string | null;
}

/** A version whose chain has this one in it. */
export interface DependentDto {
  api: string;
  apiName: string;
  version: string;
  environment: string;
  /** Its own chain names this version; else one in its chain does. */
  isDirect: boolean;
}

/** What a chain would get by naming a version: its targets as they are served in one environment. */
export interface ServedChain {
  environment: string;
  /** Null: it is not served there. */
  revision: number | null;
  targets: { id: string; kind: "http" | "ai" | "stale" | "static" }[];
}

export interface RevisionSummary {
  number: number;
  digest: string;
  note: string;
  createdAt: string;
  createdBy: string;
  /** Environments where this revision is wanted now. */
  environments: string[];
}

export interface RevisionComparison {
  from: number;
  to: number;
  changes: DocumentChange[];
}

export interface Preview {
  environment: string;
  draftEtag: number;
  /** What is written now; null when nothing is. Secrets are masked. */
  before: RouteBody | null;
  /** What would be written; null when an error finding stops it. */
  after: RouteBody | null;
  changes: DocumentChange[];
  findings: Finding[];
}

export interface GatewayDto {
  id: string;
  environment: string;
  node: string;
  softwareVersion: string;
  connected: boolean;
  lostAt: string | null;
  startedAt: string;
  lastSeenAt: string;
  appliedRevision: number;
  /** Store revisions it has not applied. */
  behindBy: number;
  routes: number;
  rejects: Reject[];
  drift: string | null;
}

/** A background job that failed at least once and will be, or was, tried again. */
export interface FailingJob {
  id: string;
  task: string;
  attempts: number;
  maxAttempts: number;
  lastError: string;
  /** Null when it will not be tried again. */
  nextRunAt: string | null;
  createdAt: string;
  updatedAt: string;
}

interface VersionLink {
  api: string;
  apiName: string;
  version: string;
}

/** Home: what needs the reader. Each list holds the first ten; `total` counts all. */
export interface Overview {
  incidents: Section<
    VersionLink & {
      id: string;
      environment: string;
      openedAt: string;
      servingTarget: string;
      /** It has lasted for longer than so many minutes; null: not too long yet. */
      alertAfterMinutes: number | null;
      acknowledgedBy: string | null;
      rescued: number;
      failed: number;
    }
  >;
  failedPublications: Section<
    VersionLink & {
      environment: string;
      publicationId: string;
      error: string;
      attempts: number;
      nextAttemptAt: string | null;
    }
  >;
  gateways: Section<GatewayDto>;
  withoutFallback: Section<VersionLink & { tier: number }>;
  recentChanges: RecentChange[];
  storeProblems: { environment: string; problem: string }[];
}

export interface Section<T> {
  items: T[];
  total: number;
}

export type RecentChange = Partial<VersionLink> & { id: string; at: string; actor: string; action: string };
