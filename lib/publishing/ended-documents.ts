import { authorise } from "#lib/access";
import { keepEnded, type EndedDocument } from "#lib/catalogue";
import { change, Prisma, type Ctx } from "#lib/db";
import { digestOf } from "#lib/ids";

type EndedBody = EndedDocument["body"];

/** A document of something whose rows are gone, ready to be signed. */
export interface WantedEnded {
  key: string;
  /** How often it was asked to be written again, when this was read. */
  rewrites: number;
  body: EndedBody;
}

/** Of `x`: what lies at this place in the store is made of rows, a route that waits for its first writing too. */
const HAS_ROWS = Prisma.sql`(
  EXISTS (SELECT 1 FROM "Deployment" d JOIN "Version" v ON v."id" = d."versionId" JOIN "Api" a ON a."id" = v."apiId"
    WHERE d."environmentId" = x."environmentId" AND a."slug" = split_part(x."storeKey", '/', 2)
      AND x."storeKey" = 'routes/' || a."slug" || '/' || v."name")
  OR EXISTS (SELECT 1 FROM "Control" c JOIN "Version" v ON v."id" = c."versionId" JOIN "Api" a ON a."id" = v."apiId"
    WHERE c."environmentId" = x."environmentId" AND a."slug" = split_part(x."storeKey", '/', 2)
      AND x."storeKey" = 'controls/' || a."slug" || '/' || v."name")
  OR EXISTS (SELECT 1 FROM "AccessDocument" t
    WHERE t."environmentId" = x."environmentId" AND t."storeKey" = x."storeKey"))`;

/** Those to be written, in an environment. Forgets those whose place was taken again: a tombstone must not follow a new route. */
export async function readPendingEnded(
  ctx: Ctx,
  environmentId: string,
  limit: number,
): Promise<WantedEnded[]> {
  authorise(ctx.actor, "publication.reconcile");
  await ctx.db.$executeRaw`
    DELETE FROM "EndedDocument" x WHERE x."environmentId" = ${environmentId} AND x."pending" AND ${HAS_ROWS}`;
  const rows = await ctx.db.endedDocument.findMany({
    where: { environmentId, pending: true },
    orderBy: { storeKey: "asc" },
    take: limit,
    select: { storeKey: true, rewrites: true, body: true },
  });
  return rows.map(({ storeKey: key, rewrites, body }) => ({ key, rewrites, body: body as EndedBody }));
}

interface Written {
  environmentId: string;
  storeRevision: number;
  documents: Pick<WantedEnded, "key" | "rewrites">[];
}

/** Records that the store holds these documents. One that is to be written again meanwhile stays pending. */
export async function markEndedWritten(ctx: Ctx, written: Written): Promise<void> {
  const { environmentId, storeRevision } = written;
  const documents = JSON.stringify(written.documents.map(({ key, rewrites }) => ({ key, rewrites })));
  const object = { kind: "environment", id: environmentId };
  await change(ctx, { action: "publication.reconcile", ...object }, async (tx) => {
    await tx.$executeRaw`
      UPDATE "Environment" SET "storeRevision" = GREATEST("storeRevision", ${storeRevision}) WHERE "id" = ${environmentId}`;
    await tx.$executeRaw`
      UPDATE "EndedDocument" d SET "pending" = false
      FROM jsonb_to_recordset(${documents}::jsonb) AS x("key" text, "rewrites" int)
      WHERE d."environmentId" = ${environmentId} AND d."storeKey" = x."key" AND d."rewrites" = x."rewrites"`;
    return { result: undefined, after: { storeRevision, endedDocuments: written.documents.length } };
  });
}

/** What an environment's store should say of what has ended: enough to see whether it does. */
export async function listEnded(ctx: Ctx, environmentId: string): Promise<{ key: string; digest: string }[]> {
  authorise(ctx.actor, "publication.reconcile");
  const rows = await ctx.db.$queryRaw<{ key: string; body: EndedBody }[]>`
    SELECT "storeKey" AS "key", "body" FROM "EndedDocument" WHERE "environmentId" = ${environmentId} ORDER BY "storeKey"`;
  return rows.map(({ key, body }) => ({ key, digest: digestOf(body) }));
}

/**
 * Keeps documents that a store holds of what ended before anything was kept of it. Those that rows stand behind, or that are
 * kept, are left alone. Returns how many.
 */
export async function adoptEnded(
  ctx: Ctx,
  environmentId: string,
  found: readonly Pick<EndedDocument, "key" | "body">[],
): Promise<number> {
  authorise(ctx.actor, "store.rebuild");
  if (found.length === 0) return 0;
  const object = { kind: "environment", id: environmentId };
  return change(ctx, { action: "store.rebuild", ...object }, async (tx) => {
    const keys = JSON.stringify(found.map(({ key }) => key));
    const unknown = await tx.$queryRaw<{ key: string }[]>`
      SELECT x."storeKey" AS "key"
      FROM (SELECT ${environmentId} AS "environmentId", jsonb_array_elements_text(${keys}::jsonb) AS "storeKey") x
      WHERE NOT ${HAS_ROWS} AND NOT EXISTS (SELECT 1 FROM "EndedDocument" k
        WHERE k."environmentId" = x."environmentId" AND k."storeKey" = x."storeKey")`;
    const adopted = new Set(unknown.map(({ key }) => key));
    const ended = found.filter(({ key }) => adopted.has(key));
    await keepEnded(
      tx,
      ended.map(({ key, body }) => ({ environmentId, key, body })),
    );
    return { result: ended.length, after: { endedDocuments: ended.length } };
  });
}
