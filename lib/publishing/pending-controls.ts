import { authorise } from "#lib/access";
import { change, type Ctx, type Db } from "#lib/db";
import type { Controls } from "#lib/fallback/schema";
import { digestOf } from "#lib/ids";
import { controlsKey, type ControlsBody } from "#lib/routing";

/** A controls document ready to be signed. */
export interface WantedControls {
  versionId: string;
  orderId: string;
  /** How often it was asked to be written again, when this was read. */
  rewrites: number;
  key: string;
  body: ControlsBody;
  digest: string;
}

/**
 * Orders that are not written yet, in an environment. One that came with a publication follows it: while the earlier chain is
 * served, its pin holds.
 */
export async function readPendingControls(
  db: Db,
  environmentId: string,
  limit: number,
): Promise<WantedControls[]> {
  const due = await db.$queryRaw<{ orderId: string }[]>`
    SELECT o."id" AS "orderId" FROM "Control" c JOIN "ControlOrder" o ON o."id" = c."wantedOrderId"
    WHERE c."environmentId" = ${environmentId} AND c."pending" AND NOT EXISTS (
      SELECT 1 FROM "Deployment" d JOIN "Publication" p ON p."id" = d."wantedPublicationId"
      WHERE d."versionId" = c."versionId" AND d."environmentId" = c."environmentId" AND d."pending"
        AND (d."nextAttemptAt" IS NULL OR d."nextAttemptAt" <= now()) AND p."requestedAt" = o."requestedAt")
    ORDER BY c."versionId" LIMIT ${limit}`;
  if (due.length === 0) return [];
  const rows = await db.control.findMany({
    where: { environmentId, pending: true, wantedOrderId: { in: due.map(({ orderId }) => orderId) } },
    orderBy: { versionId: "asc" },
    take: limit,
    select: {
      versionId: true,
      wantedOrderId: true,
      rewrites: true,
      pinTarget: true,
      releases: true,
      environment: { select: { slug: true } },
      version: { select: { name: true, api: { select: { id: true, slug: true } } } },
    },
  });
  return rows.map(({ versionId, wantedOrderId, rewrites, version, environment, pinTarget, ...row }) => {
    const releases = row.releases as NonNullable<Controls["releases"]>;
    const body: ControlsBody = {
      kind: "controls",
      environment: environment.slug,
      api: version.api,
      version: { id: versionId, name: version.name },
      controls: {
        ...(pinTarget === null ? {} : { pin: pinTarget }),
        ...(Object.keys(releases).length === 0 ? {} : { releases }),
      },
    };
    const key = controlsKey(version.api.slug, version.name);
    return { versionId, orderId: wantedOrderId, rewrites, key, body, digest: digestOf(body) };
  });
}

interface Written {
  environmentId: string;
  storeRevision: number;
  documents: Pick<WantedControls, "versionId" | "orderId" | "rewrites" | "digest">[];
}

/** Records that the store holds these orders. A newer order that came meanwhile stays pending; the first writing keeps its time. */
export async function markControlsWritten(ctx: Ctx, written: Written): Promise<void> {
  const { environmentId, storeRevision } = written;
  const documents = JSON.stringify(
    written.documents.map(({ versionId, orderId, rewrites, digest }) => ({
      versionId,
      orderId,
      rewrites,
      digest,
    })),
  );
  const object = { kind: "environment", id: environmentId };
  await change(ctx, { action: "publication.reconcile", ...object }, async (tx) => {
    await tx.$executeRaw`
      UPDATE "Environment" SET "storeRevision" = GREATEST("storeRevision", ${storeRevision}) WHERE "id" = ${environmentId}`;
    await tx.$executeRaw`
      UPDATE "ControlOrder" o SET "state" = 'written', "storeRevision" = COALESCE(o."storeRevision", ${storeRevision}),
        "writtenAt" = COALESCE(o."writtenAt", GREATEST(o."requestedAt", clock_timestamp()))
      FROM jsonb_to_recordset(${documents}::jsonb) AS x("orderId" text) WHERE o."id" = x."orderId"`;
    await tx.$executeRaw`
      UPDATE "Control" c SET "writtenOrderId" = x."orderId", "writtenStoreRevision" = ${storeRevision},
        "writtenDigest" = x."digest", "pending" = c."wantedOrderId" <> x."orderId" OR c."rewrites" <> x."rewrites",
        "lastError" = NULL
      FROM jsonb_to_recordset(${documents}::jsonb) AS x("versionId" text, "orderId" text, "rewrites" int, "digest" text)
      WHERE c."versionId" = x."versionId" AND c."environmentId" = ${environmentId}`;
    const orders = written.documents.map((document) => document.orderId);
    return { result: undefined, after: { storeRevision, orders } };
  });
}

/** What the database says of the controls in an environment's store: enough to see whether they are there. */
export async function listWrittenControls(
  ctx: Ctx,
  environmentId: string,
): Promise<{ versionId: string; key: string; digest: string }[]> {
  authorise(ctx.actor, "publication.reconcile");
  return ctx.db.$queryRaw<{ versionId: string; key: string; digest: string }[]>`
    SELECT c."versionId", 'controls/' || a."slug" || '/' || v."name" AS "key", c."writtenDigest" AS "digest"
    FROM "Control" c JOIN "Version" v ON v."id" = c."versionId" JOIN "Api" a ON a."id" = v."apiId"
    WHERE c."environmentId" = ${environmentId} AND c."writtenDigest" IS NOT NULL
    ORDER BY c."versionId"`;
}

/** Orders wait while the store does not answer, and say so. Bookkeeping of attempts: it repeats, and is not audited. */
export async function recordOrdersWaiting(db: Db, environmentId: string, error: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "Control" SET "lastError" = ${error.slice(0, 2000)} WHERE "environmentId" = ${environmentId} AND "pending"`;
}
