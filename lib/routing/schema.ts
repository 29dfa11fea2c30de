import { z } from "zod";
import { Controls, FallbackPolicy } from "#lib/fallback/schema";
import { AccessSettings, RouteOperation } from "./access-schema.ts";
import { ApplicationBody, CredentialBody } from "./consumer-schema.ts";
import { RouteBlock, RouteLifecycle } from "./lifecycle-schema.ts";
import { Routes } from "./route-match-schema.ts";

export * from "./access-schema.ts";
export * from "./consumer-schema.ts";
export * from "./lifecycle-schema.ts";
export * from "./route-match-schema.ts";

/** Another API whose targets are in the chain, as it was published when the document was compiled. */
const RoutePart = z.strictObject({
  /** What the ids of its targets begin with, before their own id and a slash. */
  target: z.string(),
  /** Its slug. */
  api: z.string(),
  version: z.string(),
  revision: z.int().positive(),
});

/** More operations of one version than this are not told apart in the statistics. */
export const MAX_OPERATIONS = 2_000;

/** What a gateway needs to serve one version in one environment. */
export const RouteBody = z.strictObject({
  kind: z.literal("route"),
  environment: z.string(),
  api: z.strictObject({ id: z.string(), slug: z.string(), name: z.string(), tier: z.int().min(1).max(4) }),
  version: z.strictObject({ id: z.string(), name: z.string() }),
  /** The version's revision number. */
  revision: z.int().positive(),
  publicationId: z.string(),
  match: Routes,
  fallback: FallbackPolicy,
  /** For people: gateways act on the chain alone. Absent: the chain is all the version's own. */
  parts: z.array(RoutePart).optional(),
  /** Who may call it, and how. Absent: everyone. */
  access: AccessSettings.optional(),
  /** By which calls are counted. Paths go on from the matched prefix. Absent: unknown. */
  operations: z.array(RouteOperation).max(MAX_OPERATIONS).optional(),
  /** That it ends, and what follows. Absent: it does not. */
  lifecycle: RouteLifecycle.optional(),
  /** Absent: it answers. */
  blocked: RouteBlock.optional(),
});
export type RouteBody = z.infer<typeof RouteBody>;

/** Written in place of a route that was unpublished: a route goes by this and nothing else. */
export const TombstoneBody = z.strictObject({
  kind: z.literal("tombstone"),
  environment: z.string(),
  api: z.strictObject({ id: z.string(), slug: z.string() }),
  version: z.strictObject({ id: z.string(), name: z.string() }),
  publicationId: z.string(),
});
export type TombstoneBody = z.infer<typeof TombstoneBody>;

/** What the product itself may call, as gateways enforce it. */
export const EgressBody = z.strictObject({
  kind: z.literal("egress"),
  environment: z.string(),
  /** CIDR ranges or host names (`*.example.com`); `deny` wins over `allow`. */
  allow: z.array(z.string().max(253)).max(500),
  deny: z.array(z.string().max(253)).max(500),
  /** Private and loopback ranges may be targets. */
  privateTargets: z.boolean(),
});
export type EgressBody = z.infer<typeof EgressBody>;

/** What people on call have ordered for one version, beside its policy; the latest document counts, an empty one ends it. */
export const ControlsBody = z.strictObject({
  kind: z.literal("controls"),
  environment: z.string(),
  api: z.strictObject({ id: z.string(), slug: z.string() }),
  version: z.strictObject({ id: z.string(), name: z.string() }),
  controls: Controls,
});
export type ControlsBody = z.infer<typeof ControlsBody>;

export const DocumentBody = z.discriminatedUnion("kind", [
  RouteBody,
  TombstoneBody,
  EgressBody,
  ControlsBody,
  ApplicationBody,
  CredentialBody,
]);
export type DocumentBody = z.infer<typeof DocumentBody>;

export const DOCUMENT_SCHEMA = "understudy/document/v1";

/**
 * The envelope of everything in the shared store. `digest` is the SHA-256 of the canonical JSON of `body`;
 * `signature` (Ed25519, base64url) covers schema, key, storeRevision and digest, so that a document can neither
 * be altered, moved to another key, nor replayed under a newer revision.
 */
export const SignedDocument = z.strictObject({
  schema: z.literal(DOCUMENT_SCHEMA),
  storeRevision: z.int().positive(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z.string().max(200),
  body: DocumentBody,
});
export type SignedDocument = z.infer<typeof SignedDocument>;

/** One difference between two documents. Items with an `id` are named by it in the path, others by their index. */
export const DocumentChange = z
  .object({
    path: z.array(z.union([z.string(), z.int()])),
    kind: z.enum(["added", "removed", "changed", "reordered"]),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
  })
  .meta({ id: "DocumentChange" });
export type DocumentChange = z.infer<typeof DocumentChange>;
