import { z } from "zod";
import { Slug, VersionName } from "#lib/ids/schema";
import { DOCUMENT_MAX_BYTES, type DocumentFormat, type DocumentProblem } from "#lib/openapi/schema";
import { listQuery } from "#lib/paging/schema";
import { FallbackMinutes } from "#lib/telemetry/schema";

const VISIBILITIES = ["public", "restricted", "private"] as const;
export type Visibility = (typeof VISIBILITIES)[number];
const API_KINDS = ["rest", "ai", "prompt"] as const;
export type ApiKind = (typeof API_KINDS)[number];
export const STAGES = ["design", "published", "deprecated", "retired"] as const;
export type Stage = (typeof STAGES)[number];
/** 1 critical … 4 best effort. */
export const TIERS = [1, 2, 3, 4] as const;

const Name = z.string().trim().min(1, "Write a name.").max(120, "At most 120 characters.");
const Summary = z.string().trim().max(500, "At most 500 characters.");
const Tier = z.int().min(1, "1 (critical) to 4 (best effort).").max(4, "1 (critical) to 4 (best effort).");

/** An OpenAPI document as text (pasted or uploaded), or where to fetch it. */
export const DocumentSource = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("text"),
    text: z.string().min(1, "Paste or upload a document.").max(DOCUMENT_MAX_BYTES, "At most 10 MiB."),
  }),
  z.strictObject({ kind: z.literal("url"), url: z.string().trim().min(1, "Write an address.").max(2048) }),
]);
export type DocumentSource = z.infer<typeof DocumentSource>;

/** A body that carries a 10 MiB document: its JSON form needs room for escapes. */
export const DOCUMENT_BODY_MAX_BYTES = 2 * DOCUMENT_MAX_BYTES + 64 * 1024;

export const InspectImport = z.strictObject({ source: DocumentSource });
export type InspectImport = z.infer<typeof InspectImport>;

export const RegisterApi = z.strictObject({
  source: DocumentSource,
  /** The owner team's slug. */
  team: Slug,
  tier: Tier,
  visibility: z.enum(VISIBILITIES).default("public"),
  /** Absent: made from the document. */
  slug: Slug.optional(),
  name: Name.optional(),
  summary: Summary.optional(),
  version: VersionName.optional(),
});
export type RegisterApi = z.infer<typeof RegisterApi>;

export const AddVersion = z.strictObject({ source: DocumentSource, version: VersionName.optional() });
export type AddVersion = z.infer<typeof AddVersion>;

/** Only what is given changes. */
export const UpdateApi = z
  .strictObject({
    name: Name.optional(),
    summary: Summary.optional(),
    tier: Tier.optional(),
    visibility: z.enum(VISIBILITIES).optional(),
    team: Slug.optional(),
    /** Null: the organisation's default. */
    fallbackAlertMinutes: FallbackMinutes.nullable().optional(),
  })
  .refine((changes) => Object.keys(changes).length > 0, "Say what to change.");
export type UpdateApi = z.infer<typeof UpdateApi>;

export const ApiParams = z.strictObject({ slug: Slug });
export type ApiParams = z.infer<typeof ApiParams>;
export const VersionParams = z.strictObject({ slug: Slug, version: VersionName });
export type VersionParams = z.infer<typeof VersionParams>;

const apiQuery = listQuery({ sort: ["name", "tier", "updatedAt", "createdAt"] });
const tierFilter = z.coerce.number().int().min(1).max(4).optional();
const stageFilter = z.enum(STAGES).optional();
const kindFilter = z.enum(API_KINDS).optional();

/** `stage`: APIs with a version in that stage. `q`: names, slugs, summaries and (from 3 characters on) operations. */
export const ApiList = {
  api: apiQuery.api.extend({ team: Slug.optional(), tier: tierFilter, stage: stageFilter, kind: kindFilter }),
  url: apiQuery.url.extend({
    team: Slug.optional().catch(undefined),
    tier: tierFilter.catch(undefined),
    stage: stageFilter.catch(undefined),
    kind: kindFilter.catch(undefined),
  }),
};
export type ApiQuery = z.infer<typeof ApiList.api>;

export const OperationList = listQuery({ sort: ["position", "path", "method"], size: 50 });
export type OperationQuery = z.infer<typeof OperationList.api>;

/** What an import would become. Nothing is saved. */
export interface ImportPreview {
  /** False when an error among `problems` refuses the document. */
  acceptable: boolean;
  document: {
    format: DocumentFormat;
    title: string;
    version: string;
    description: string;
    servers: string[];
    operationCount: number;
  } | null;
  /** Proposals for the form; "" where the document gives none. */
  suggested: { slug: string; name: string; summary: string; version: string } | null;
  problems: DocumentProblem[];
}

export interface TeamRef {
  slug: string;
  name: string;
}

export interface ApiSummary {
  slug: string;
  name: string;
  summary: string;
  kind: ApiKind;
  tier: number;
  visibility: Visibility;
  team: TeamRef;
  /** The newest version; null only while an API has none. */
  latestVersion: { name: string; stage: Stage; operationCount: number } | null;
  versionCount: number;
  /** Environments in which some version is written to the shared store. */
  liveIn: string[];
  updatedAt: string;
}

export interface VersionSummary {
  name: string;
  stage: Stage;
  format: DocumentFormat;
  operationCount: number;
  liveIn: string[];
  createdAt: string;
  updatedAt: string;
}

export interface ApiDetail extends ApiSummary {
  createdAt: string;
  /** Newest first; at most 100. */
  versions: VersionSummary[];
  /** Served from fallback for longer than this: an alert. Null: the organisation's default. */
  fallbackAlertMinutes: number | null;
  mayUpdate: boolean;
  mayDelete: boolean;
}

export interface VersionDetail extends VersionSummary {
  api: { slug: string; name: string; tier: number; team: TeamRef };
  documentDigest: string;
  draftEtag: number;
  mayUpdate: boolean;
  mayPublish: boolean;
}

export interface OperationDto {
  method: string;
  path: string;
  operationId: string | null;
  summary: string;
  tags: string[];
  deprecated: boolean;
}

/** What a registration made. `problems` are the document's warnings. */
export interface Registered {
  slug: string;
  version: string;
  operationCount: number;
  problems: DocumentProblem[];
}
