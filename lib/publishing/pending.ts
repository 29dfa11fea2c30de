import { isSeenBy } from "#lib/access";
import type { OtherApis } from "#lib/catalogue";
import type { Db } from "#lib/db";
import { addressesOf, compileChain, resolvePolicy } from "#lib/fallback";
import { canonicalJson, digestOf, sha256Hex } from "#lib/ids";
import { routeKey, tombstone, type DocumentBody, type RouteBody } from "#lib/routing";
import { compileVersion } from "./compile-version.ts";
import { LIFE_COLUMNS, readLife } from "./version-life.ts";

/** A wanted publication that is not written yet. */
export interface PendingDeployment {
  versionId: string;
  versionName: string;
  environment: string;
  publicationId: string;
  /** How often it was asked to be written again, when this was read. */
  rewrites: number;
  apiId: string;
  apiSlug: string;
  apiName: string;
  teamId: string;
  tier: number;
  /** Null: a tombstone is wanted. */
  revision: number | null;
  routes: unknown;
  policy: unknown;
  /** By environment slug. */
  bindings: unknown;
  access: unknown;
  operations: unknown;
  /** For `readLife`. */
  life: unknown;
}

/** What should be written next in an environment, in the order it was asked for. Failed ones wait for their turn. */
export async function readPending(
  db: Db,
  environmentId: string,
  limit: number,
): Promise<PendingDeployment[]> {
  return db.$queryRaw<PendingDeployment[]>`
    SELECT d."versionId", v."name" AS "versionName", e."slug" AS "environment", p."id" AS "publicationId", d."rewrites",
      a."id" AS "apiId", a."slug" AS "apiSlug", a."name" AS "apiName", a."teamId", a."tier",
      r."number" AS "revision", r."routes", r."policy", r."bindings", r."access", r."operations",
      ${LIFE_COLUMNS} AS "life"
    FROM "Deployment" d
    JOIN "Publication" p ON p."id" = d."wantedPublicationId"
    JOIN "Environment" e ON e."id" = d."environmentId"
    JOIN "Version" v ON v."id" = d."versionId"
    JOIN "Api" a ON a."id" = v."apiId"
    LEFT JOIN "Revision" r ON r."id" = d."wantedRevisionId"
    WHERE d."environmentId" = ${environmentId} AND d."pending"
      AND (d."nextAttemptAt" IS NULL OR d."nextAttemptAt" <= now())
    ORDER BY p."requestedAt", p."id"
    LIMIT ${limit}`;
}

/** A document ready to be signed. */
export interface WantedDocument {
  versionId: string;
  publicationId: string;
  /** Of the pending deployment it is made of. */
  rewrites: number;
  key: string;
  body: DocumentBody;
  digest: string;
  /** Null: a tombstone. */
  chain: ChainEntry[] | null;
}

/** A target of a written chain. */
export interface ChainEntry {
  id: string;
  kind: "http" | "ai" | "stale" | "static";
  /** A digest of where it is asked, which gateways name with its answers. For nobody's eyes: addresses can be guessed. */
  addresses?: string;
  /** Where traffic belongs: the first that takes what has no conditions to meet. */
  isPrimary?: true;
}

export type CompiledDeployment = { ok: true; document: WantedDocument } | { ok: false; error: string };

/**
 * The document a pending deployment asks for, or why there can be none. The reason is for the version's own team: other
 * teams' APIs are named in it only where everybody may see them. `portalUrl`: where people read more.
 */
export function compileDeployment(
  pending: PendingDeployment,
  others: OtherApis,
  portalUrl: string,
): CompiledDeployment {
  const { versionId, publicationId, environment, apiId, apiSlug, versionName } = pending;
  const api = { id: apiId, slug: apiSlug, name: pending.apiName, tier: pending.tier };
  const version = { id: versionId, name: versionName, api };
  if (pending.revision === null) {
    const of = {
      environment,
      api: { id: apiId, slug: apiSlug },
      version: { id: versionId, name: versionName },
      publicationId,
    };
    return { ok: true, document: wrap(pending, tombstone(of)) };
  }
  const compiled = compileVersion(version, pending, {
    environment,
    revision: pending.revision,
    publicationId,
    find: others.find((api) => isSeenBy(api, pending.teamId)),
    ...readLife(
      pending.life,
      `${portalUrl}/apis/${apiSlug}/lifecycle?version=${encodeURIComponent(versionName)}`,
    ),
  });
  if (compiled.ok) return { ok: true, document: wrap(pending, compiled.body) };
  const errors = compiled.findings.filter((finding) => finding.severity === "error");
  return {
    ok: false,
    error: errors.map((finding) => `${finding.path.join(".")}: ${finding.message}`).join("; "),
  };
}

function wrap(pending: PendingDeployment, body: DocumentBody): WantedDocument {
  return {
    versionId: pending.versionId,
    publicationId: pending.publicationId,
    rewrites: pending.rewrites,
    key: routeKey(pending.apiSlug, pending.versionName),
    body,
    digest: sha256Hex(canonicalJson(body)),
    chain: body.kind === "route" ? entriesOf(body.fallback) : null,
  };
}

function entriesOf(policy: RouteBody["fallback"]): ChainEntry[] {
  const { home } = compileChain(resolvePolicy(policy));
  return policy.chain.map((target, index) => ({
    ...entryOf(target),
    ...(index === home ? { isPrimary: true as const } : {}),
  }));
}

function entryOf(target: RouteBody["fallback"]["chain"][number]): ChainEntry {
  const { id, kind } = target;
  return kind === "http" ? { id, kind, addresses: digestOf(addressesOf(target)) } : { id, kind };
}
