import { z } from "zod";
import { STAND_IN_VERDICTS } from "#lib/contract/schema";
import { RuleFinding } from "#lib/governance/schema";
import { Bindings, Finding, UnboundPolicy } from "#lib/fallback/schema";
import { INT4_MAX, Slug } from "#lib/ids/schema";
import { DocumentFormat, DocumentProblem } from "#lib/openapi/schema";
import { AccessSettings, RouteMatch, Routes } from "#lib/routing/schema";
import { DocumentSource } from "./api-schema.ts";

/**
 * Shown in place of a stored secret, with a mark behind it: two that are masked alike are the same secret. Sent back, with a
 * mark or without, it keeps the secret that is stored there.
 */
export const SECRET_MASK = "sealed:••••";
/** Secrets may also be named in the gateway's environment, by variables that start so and no others. */
export const SECRET_ENV_PREFIX = "env:UPSTREAM_";
export const SECRET_MAX_BYTES = 2048;
/** Of a PEM text; sealed it grows by a third. */
export const PEM_MAX_BYTES = 65_536;

export const BindingsByEnvironment = z.record(Slug, Bindings);
export type BindingsByEnvironment = z.infer<typeof BindingsByEnvironment>;

/** The whole editable state of a version, made on the draft that `etag` names. */
export const SaveDraft = z.strictObject({
  etag: z.int().min(1),
  routes: Routes,
  policy: UnboundPolicy,
  bindings: BindingsByEnvironment,
});
export type SaveDraft = z.infer<typeof SaveDraft>;

/** Another document for the draft that `etag` names. */
export const ReplaceDocument = z.strictObject({
  etag: z.int().min(1),
  source: DocumentSource,
  digest: z
    .string()
    .max(64)
    .optional()
    .describe(
      "SHA-256 of the document that was looked at: an address that answers another by now is refused.",
    ),
});
export type ReplaceDocument = z.infer<typeof ReplaceDocument>;

const documentMark = {
  etag: z.int().describe("Of the draft, which the document is a part of."),
  digest: z.string(),
  format: DocumentFormat,
  operationCount: z.int(),
};

export const DraftDocument = z.object({ ...documentMark, text: z.string() }).meta({ id: "DraftDocument" });
export type DraftDocument = z.infer<typeof DraftDocument>;

export const ReplacedDocument = z
  .object({ ...documentMark, problems: z.array(DocumentProblem).describe("Its warnings.") })
  .meta({ id: "ReplacedDocument" });
export type ReplacedDocument = z.infer<typeof ReplacedDocument>;

/** A revision's content for the draft that `etag` names. */
export const RestoreRevision = z.strictObject({
  etag: z.int().min(1),
  revision: z.int().min(1).max(INT4_MAX),
});
export type RestoreRevision = z.infer<typeof RestoreRevision>;

/** A finding about the draft. `environment` is set when it holds only there. */
export const DraftFinding = z
  .object({
    ...Finding.shape,
    environment: z.string().optional(),
  })
  .meta({ id: "DraftFinding" });
export type DraftFinding = z.infer<typeof DraftFinding>;

/** Whether a fallback that is another API can answer in place of this one, by their documents. */
export const DraftStandIn = z
  .object({
    target: z.string().describe("The target's id in the saved chain."),
    api: z.string().nullable().describe("API and version; null, with no reasons, where one may not see it."),
    revision: z
      .int()
      .nullable()
      .describe("Its published revision; null: its draft, for nothing is published."),
    verdict: z
      .enum([...STAND_IN_VERDICTS, "unknown", "pending"])
      .describe("`unknown`: a document cannot be read; `pending`: not compared yet."),
    covered: z.int().nullable().describe("How many of this API's operations it has."),
    operations: z.int().nullable(),
    reasons: z
      .array(
        z.object({
          verdict: z.enum(["degraded", "incompatible"]),
          operation: z.string(),
          message: z.string(),
        }),
      )
      .describe("The gravest first, at most five."),
    reasonCount: z.int(),
  })
  .meta({ id: "DraftStandIn" });
export type DraftStandIn = z.infer<typeof DraftStandIn>;

/** What governance rules have to say of a draft. */
export const RuleFindings = z
  .object({ api: z.string(), version: z.string(), findings: z.array(RuleFinding) })
  .meta({ id: "RuleFindings" });
export type RuleFindings = z.infer<typeof RuleFindings>;

export const Draft = z
  .object({
    api: z.string(),
    version: z.string(),
    etag: z.int(),
    routes: z.array(RouteMatch),
    policy: UnboundPolicy,
    bindings: BindingsByEnvironment.describe(
      "By environment slug, secrets masked; empty for readers who may not see addresses.",
    ),
    bindingsHidden: z.boolean(),
    findings: z
      .array(DraftFinding)
      .describe("Paths are from the policy's root, or start with `bindings` and the target's id."),
    standIns: z.array(DraftStandIn),
    savedBy: z
      .object({ name: z.string(), at: z.iso.datetime() })
      .nullable()
      .describe("The last edit; null while it is as registered."),
    mayUpdate: z.boolean(),
    mayPublish: z.boolean(),
  })
  .meta({ id: "Draft" });
export type Draft = z.infer<typeof Draft>;

/** Who may call a version. Made on the draft that `etag` names; null: everyone. */
export const SaveAccess = z.strictObject({ etag: z.int().min(1), access: AccessSettings.nullable() });
export type SaveAccess = z.infer<typeof SaveAccess>;

export const VersionAccess = z
  .object({
    etag: z.int().describe("Of the draft, which these settings are a part of."),
    access: AccessSettings.nullable().describe("Null: everyone may call it."),
    published: z
      .object({ revision: z.int(), access: AccessSettings.nullable() })
      .nullable()
      .describe("As the newest revision has it; null while there is none."),
    warning: z
      .string()
      .nullable()
      .describe("Why gateways will not fetch the issuer's keys, as far as it is known."),
    mayUpdate: z.boolean(),
  })
  .meta({ id: "VersionAccess" });
export type VersionAccess = z.infer<typeof VersionAccess>;

export const EnvironmentDto = z
  .object({
    slug: z.string(),
    name: z.string(),
  })
  .meta({ id: "Environment" });
export type EnvironmentDto = z.infer<typeof EnvironmentDto>;
