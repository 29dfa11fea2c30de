import { authorise } from "#lib/access";
import { change, type Ctx } from "#lib/db";

/** What the database says is in the store, per version: enough to see whether it is. */
export interface WrittenDocument {
  versionId: string;
  key: string;
  publicationId: string;
}

/** Everything that was written to an environment's store, tombstones too. */
export async function listWritten(ctx: Ctx, environmentId: string): Promise<WrittenDocument[]> {
  authorise(ctx.actor, "publication.reconcile");
  return ctx.db.$queryRaw<WrittenDocument[]>`
    SELECT d."versionId", 'routes/' || a."slug" || '/' || v."name" AS "key", d."writtenPublicationId" AS "publicationId"
    FROM "Deployment" d JOIN "Version" v ON v."id" = d."versionId" JOIN "Api" a ON a."id" = v."apiId"
    WHERE d."environmentId" = ${environmentId} AND d."writtenPublicationId" IS NOT NULL
    ORDER BY d."versionId"`;
}

interface Restore {
  environmentId: string;
  /** The versions whose routes, and whose controls, to write again; or all that were ever written. */
  versionIds: string[] | "all";
  controlsOf?: string[];
  /** The keys of documents about applications and their keys to write again. */
  access?: string[];
  /** The keys of documents of what has ended to write again. */
  ended?: string[];
  reason: string;
}

/**
 * Has the reconcile loop write documents again, as the database knows them, under new store revisions.
 * Returns how many. Also writes the egress settings again, what people on call have ordered, who may call what, and
 * what has ended.
 */
export async function restoreStore(
  ctx: Ctx,
  { environmentId, versionIds, controlsOf = [], access = [], ended = [], reason }: Restore,
): Promise<number> {
  const object = { kind: "environment", id: environmentId };
  // Counters are raised, too: a document that is being written just now must be written once more.
  return change(ctx, { action: "store.rebuild", ...object }, async (tx) => {
    // First, as everything does that marks something written: two that take the same rows in another order wait for ever.
    await tx.environment.update({ where: { id: environmentId }, data: { egressDigest: null } });
    const count =
      versionIds === "all"
        ? await tx.$executeRaw`
            UPDATE "Deployment" SET "pending" = true, "rewrites" = "rewrites" + 1, "nextAttemptAt" = NULL
            WHERE "environmentId" = ${environmentId}`
        : await tx.$executeRaw`
            UPDATE "Deployment" SET "pending" = true, "rewrites" = "rewrites" + 1, "nextAttemptAt" = NULL
            WHERE "environmentId" = ${environmentId}
              AND "versionId" IN (SELECT jsonb_array_elements_text(${JSON.stringify(versionIds)}::jsonb))`;
    const controls = await tx.$executeRaw`
      UPDATE "Control" SET "pending" = true, "rewrites" = "rewrites" + 1 WHERE "environmentId" = ${environmentId}
        AND (${versionIds === "all"} OR "versionId" IN (SELECT jsonb_array_elements_text(${JSON.stringify(controlsOf)}::jsonb)))`;
    const consumers = await tx.$executeRaw`
      UPDATE "AccessDocument" SET "pending" = true, "etag" = "etag" + 1 WHERE "environmentId" = ${environmentId}
        AND (${versionIds === "all"} OR "storeKey" IN (SELECT jsonb_array_elements_text(${JSON.stringify(access)}::jsonb)))`;
    // After the rows: what is kept of those that went meanwhile is seen here.
    const gone = await tx.$executeRaw`
      UPDATE "EndedDocument" SET "pending" = true, "rewrites" = "rewrites" + 1 WHERE "environmentId" = ${environmentId}
        AND (${versionIds === "all"} OR "storeKey" IN (SELECT jsonb_array_elements_text(${JSON.stringify(ended)}::jsonb)))`;
    const documents = count + controls + consumers + gone;
    return { result: documents, after: { documents, reason } };
  });
}

/** How many of these publications the database knows: a store that holds others was written by another database. */
export async function countKnown(ctx: Ctx, publicationIds: string[]): Promise<number> {
  authorise(ctx.actor, "publication.reconcile");
  const [row] = await ctx.db.$queryRaw<{ known: number }[]>`
    WITH asked AS (SELECT jsonb_array_elements_text(${JSON.stringify(publicationIds)}::jsonb) AS "id")
    SELECT count(*)::int AS "known" FROM (
      SELECT "id" FROM "Publication" WHERE "id" IN (SELECT "id" FROM asked)
      UNION SELECT "body" ->> 'publicationId' FROM "EndedDocument" WHERE "body" ->> 'publicationId' IN (SELECT "id" FROM asked)
    ) found`;
  return row?.known ?? 0;
}
