import { Prisma, type Stage, type Tx } from "#lib/db";
import { AppError } from "#lib/errors";
import { digestOf } from "#lib/ids";
import { MAX_OPERATIONS } from "#lib/routing";
import { isSealed, sealedId } from "#lib/signing";

/** Everything of a version that is published, as it is kept. */
export interface KeptContent {
  documentText: string;
  documentDigest: string;
  routes: unknown;
  policy: unknown;
  /** By environment slug. */
  bindings: Record<string, unknown>;
  access: unknown;
  /** RouteOperation[] of lib/routing: its document's, for the statistics. */
  operations: unknown;
}

/** A version that this transaction has locked: whoever else would publish, edit or move it waits. */
export interface HeldVersion {
  stage: Stage;
  /** The transaction's start on the database's clock. */
  requestedAt: Date;
}

/** A version's draft as it stands, all environments' bindings with it. */
export interface Draft extends KeptContent, HeldVersion {
  draftEtag: number;
}

type Row = Omit<Draft, "bindings">;

/** The operations of the draft of the version `v`, as routing documents name them. */
const OPERATIONS = Prisma.sql`COALESCE((SELECT jsonb_agg(jsonb_build_object('method', o."method", 'path', o."path"))
  FROM (SELECT "method", "path" FROM "Operation" WHERE "versionId" = v."id" AND length("path") <= 500 AND "path" LIKE '/%'
    ORDER BY "position" LIMIT ${MAX_OPERATIONS}) o), '[]'::jsonb)`;

/** Reads the draft; `lock` makes everyone else who would publish or edit this version wait for this transaction. */
export async function readDraft(
  tx: Pick<Tx, "$queryRaw" | "binding">,
  versionId: string,
  mode: "lock" | "look",
): Promise<Draft> {
  const lock = mode === "lock" ? Prisma.sql`FOR UPDATE` : Prisma.empty;
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT "stage", "draftEtag", "documentText", "documentDigest", "routes", "policy", "access", ${OPERATIONS} AS "operations",
      now() AS "requestedAt"
    FROM "Version" v WHERE "id" = ${versionId} ${lock}`;
  if (!row) throw new AppError("not_found", "This version is gone.");
  const bindings = await tx.binding.findMany({
    where: { versionId },
    select: { targets: true, environment: { select: { slug: true } } },
  });
  return { ...row, bindings: Object.fromEntries(bindings.map((one) => [one.environment.slug, one.targets])) };
}

type DigestedContent = Omit<KeptContent, "documentText" | "operations" | "access"> & { access?: unknown };

/**
 * The identity of content: equal digests, equal revisions; what is approved is named by it. Secrets count by `sealedId`: the
 * rotation of the sealing key changes nothing, another secret does.
 */
export function draftDigest(content: DigestedContent): string {
  const { documentDigest, routes, policy, bindings, access } = content;
  // Revisions of versions that are open to everyone keep the digests they had before others could be closed.
  return digestOf({
    documentDigest,
    routes,
    policy,
    bindings: bySealedId(bindings),
    ...(access ? { access } : {}),
  });
}

function bySealedId(value: unknown): unknown {
  if (typeof value === "string") return isSealed(value) ? sealedId(value) : value;
  if (Array.isArray(value)) return value.map(bySealedId);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, bySealedId(one)]));
}
