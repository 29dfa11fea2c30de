import { z } from "zod";
import { Slug, VersionName } from "#lib/ids/schema";
import { DOCUMENT_MAX_BYTES, DocumentFormat, DocumentProblem } from "#lib/openapi/schema";
import { listQuery } from "#lib/paging/schema";
import { FallbackMinutes } from "#lib/telemetry/schema";

const VISIBILITIES = ["public", "restricted", "private"] as const;
const Visibility = z.enum(VISIBILITIES);
export type Visibility = z.infer<typeof Visibility>;
export const API_KINDS = ["rest", "ai", "prompt"] as const;
const ApiKind = z.enum(API_KINDS);
export type ApiKind = z.infer<typeof ApiKind>;
export const STAGES = ["design", "published", "deprecated", "retired"] as const;
const Stage = z.enum(STAGES);
export type Stage = z.infer<typeof Stage>;
/** 1 critical … 4 best effort. */
export const TIERS = [1, 2, 3, 4] as const;

const Name = z.string().trim().min(1, "Write a name.").max(120, "At most 120 characters.");
const Summary = z.string().trim().max(500, "At most 500 characters.");
/** A tag or a domain: lower-case words with hyphens between. */
export const Tag = z
  .string()
  .trim()
  .min(1, "Write a word.")
  .max(40, "At most 40 characters.")
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Lower-case letters, digits and single hyphens.");
const Tags = z
  .array(Tag)
  .max(20, "At most 20 tags.")
  .refine((tags) => new Set(tags).size === tags.length, "Each tag once.");
const Domain = z.union([z.literal(""), Tag]);
/** Slugs of teams. */
/** Teams that a restricted API is shown to. */
export const GRANTED_TEAMS_MAX = 1000;
/** Of one API, retired ones included: `addVersion` takes no more, and `ApiDetail` has them all. */
export const VERSIONS_MAX = 100;
const GrantedTeams = z.array(Slug).max(GRANTED_TEAMS_MAX, `At most ${GRANTED_TEAMS_MAX} teams.`);
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
  /** Who sees it while it is restricted, besides its own team. */
  grantedTeams: GrantedTeams.optional(),
  domain: Domain.optional(),
  /** Absent: the document's. */
  tags: Tags.optional(),
  /** Absent: made from the document. */
  slug: Slug.optional(),
  name: Name.optional(),
  summary: Summary.optional(),
  version: VersionName.optional(),
});
export type RegisterApi = z.infer<typeof RegisterApi>;

export const AddVersion = z.strictObject({ source: DocumentSource, version: VersionName.optional() });
export type AddVersion = z.infer<typeof AddVersion>;

/** Only what is given changes. `etag`: of what it was decided on, where somebody looked at it before. */
export const UpdateApi = z
  .strictObject({
    etag: z.iso.datetime().optional(),
    name: Name.optional(),
    summary: Summary.optional(),
    tier: Tier.optional(),
    visibility: z.enum(VISIBILITIES).optional(),
    grantedTeams: GrantedTeams.optional(),
    domain: Domain.optional(),
    tags: Tags.optional(),
    team: Slug.optional(),
    /** Null: the organisation's default. */
    fallbackAlertMinutes: FallbackMinutes.nullable().optional(),
  })
  .refine((changes) => Object.keys(changes).some((name) => name !== "etag"), "Say what to change.");
export type UpdateApi = z.infer<typeof UpdateApi>;

/** Null: it follows what is published. */
export const SetDefaultVersion = z.strictObject({ version: VersionName.nullable() });
export type SetDefaultVersion = z.infer<typeof SetDefaultVersion>;

export const ApiParams = z.strictObject({ slug: Slug });
export type ApiParams = z.infer<typeof ApiParams>;
export const VersionParams = z.strictObject({ slug: Slug, version: VersionName });
export type VersionParams = z.infer<typeof VersionParams>;

export const OperationList = listQuery({ sort: ["position", "path", "method"], size: 50 });
export type OperationQuery = z.infer<typeof OperationList.api>;

/** What an import would become. Nothing is saved. */
export const ImportPreview = z
  .object({
    acceptable: z.boolean().describe("False when an error among `problems` refuses the document."),
    document: z
      .object({
        format: DocumentFormat,
        title: z.string(),
        version: z.string(),
        description: z.string(),
        servers: z.array(z.string()),
        operationCount: z.int(),
      })
      .nullable(),
    suggested: z
      .object({
        slug: z.string(),
        name: z.string(),
        summary: z.string(),
        version: z.string(),
        tags: z.array(z.string()),
      })
      .nullable()
      .describe('Proposals for the form; "" where the document gives none.'),
    problems: z.array(DocumentProblem),
  })
  .meta({ id: "ImportPreview" });
export type ImportPreview = z.infer<typeof ImportPreview>;

export const TeamRef = z
  .object({
    slug: z.string(),
    name: z.string(),
  })
  .meta({ id: "TeamRef" });
export type TeamRef = z.infer<typeof TeamRef>;

export const ApiSummary = z
  .object({
    slug: z.string(),
    name: z.string(),
    summary: z.string(),
    kind: ApiKind,
    tier: z.int(),
    visibility: Visibility,
    domain: z.string().describe('"" for none.'),
    tags: z.array(z.string()),
    team: TeamRef,
    defaultVersion: z
      .object({ name: z.string(), stage: Stage, operationCount: z.int() })
      .nullable()
      .describe(
        "What is meant where no version is named: the one its maintainers chose, else the newest that is published, else the newest; null only while an API has none.",
      ),
    versionCount: z.int(),
    liveIn: z
      .array(z.string())
      .describe("Environments in which some version is written to the shared store."),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "ApiSummary" });
export type ApiSummary = z.infer<typeof ApiSummary>;

export const VersionSummary = z
  .object({
    name: z.string(),
    stage: Stage,
    successor: z
      .object({ slug: z.string(), version: z.string(), apiName: z.string() })
      .nullable()
      .describe("What its callers were told to move to."),
    format: DocumentFormat,
    operationCount: z.int(),
    liveIn: z.array(z.string()),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "VersionSummary" });
export type VersionSummary = z.infer<typeof VersionSummary>;

export const ApiDetail = z
  .object({
    ...ApiSummary.shape,
    createdAt: z.iso.datetime(),
    etag: z.iso
      .datetime()
      .describe("To be sent with a change: it is refused once somebody else has changed the API."),
    versions: z.array(VersionSummary).describe("All of them, newest first."),
    isDefaultChosen: z.boolean().describe("By its maintainers; else the default follows what is published."),
    fallbackAlertMinutes: z
      .int()
      .nullable()
      .describe("Served from fallback for longer than this: an alert. Null: the organisation's default."),
    grantedTeams: z.array(TeamRef).describe("Who sees it while it is restricted, besides its own team."),
    mayUpdate: z.boolean(),
    maySeeSubscribers: z.boolean(),
    mayDelete: z.boolean(),
  })
  .meta({ id: "ApiDetail" });
export type ApiDetail = z.infer<typeof ApiDetail>;

export const VersionDetail = z
  .object({
    ...VersionSummary.shape,
    api: z.object({ slug: z.string(), name: z.string(), tier: z.int(), team: TeamRef }),
    documentDigest: z.string(),
    draftEtag: z.int(),
    mayUpdate: z.boolean(),
    mayPublish: z.boolean(),
  })
  .meta({ id: "VersionDetail" });
export type VersionDetail = z.infer<typeof VersionDetail>;

export const OperationDto = z
  .object({
    method: z.string(),
    path: z.string(),
    operationId: z.string().nullable(),
    summary: z.string(),
    tags: z.array(z.string()),
    deprecated: z.boolean(),
  })
  .meta({ id: "Operation" });
export type OperationDto = z.infer<typeof OperationDto>;

/** What a registration made. `problems` are the document's warnings. */
export const Registered = z
  .object({
    slug: z.string(),
    version: z.string(),
    operationCount: z.int(),
    problems: z.array(DocumentProblem),
  })
  .meta({ id: "Registered" });
export type Registered = z.infer<typeof Registered>;
