import type { Ctx } from "#lib/db";
import { PREPARED_EDITION } from "#lib/openapi";
import { keepPreparation } from "./prepared-document.ts";

/** Per run; the next one does the rest. */
const DOCUMENTS_PER_RUN = 20;
/** What no version leads to any more may be brought back: then it is prepared again. */
const FORGOTTEN_AFTER_MS = 7 * 86_400_000;

interface Pending {
  digest: string;
  versionId: string;
  /** Null: it is the draft's. */
  revisionId: string | null;
}

/**
 * Prepares the documents of drafts and of what is served, where that was not done yet or by another edition of the product, the
 * newest first; forgets those that nothing leads to. Returns how many it prepared.
 */
export async function prepareDocuments(ctx: Pick<Ctx, "db" | "now">): Promise<number> {
  const { db, now } = ctx;
  const pending = await db.$queryRaw<Pending[]>`
    SELECT x."digest", x."versionId", x."revisionId" FROM (
      SELECT v."documentDigest" AS "digest", v."id" AS "versionId", NULL AS "revisionId", v."updatedAt" AS "at" FROM "Version" v
      UNION ALL
      SELECT r."documentDigest", r."versionId", r."id", r."createdAt" FROM "Revision" r
      WHERE EXISTS (SELECT 1 FROM "Deployment" d WHERE d."wantedRevisionId" = r."id")
    ) x
    WHERE NOT EXISTS (SELECT 1 FROM "PreparedDocument" p
      WHERE p."documentDigest" = x."digest" AND p."edition" = ${PREPARED_EDITION})
    ORDER BY x."at" DESC, x."versionId" LIMIT ${DOCUMENTS_PER_RUN}`;
  const byDigest = new Map(pending.map((one) => [one.digest, one]));
  for (const one of byDigest.values()) {
    const text = await textOf(db, one);
    if (text !== undefined) await keepPreparation(ctx, one.digest, text);
  }
  await forget(db, new Date(now.getTime() - FORGOTTEN_AFTER_MS));
  return byDigest.size;
}

/** `undefined` where the document is another by now, or gone. */
async function textOf(
  db: Ctx["db"],
  { digest, versionId, revisionId }: Pending,
): Promise<string | undefined> {
  const row =
    revisionId === null
      ? await db.version.findUnique({
          where: { id: versionId, documentDigest: digest },
          select: { documentText: true },
        })
      : await db.revision.findUnique({ where: { id: revisionId }, select: { documentText: true } });
  return row?.documentText;
}

async function forget(db: Ctx["db"], before: Date): Promise<void> {
  await db.$executeRaw`
    DELETE FROM "PreparedDocument" p WHERE p."preparedAt" < ${before}
      AND NOT EXISTS (SELECT 1 FROM "Version" v WHERE v."documentDigest" = p."documentDigest")
      AND NOT EXISTS (SELECT 1 FROM "Revision" r WHERE r."documentDigest" = p."documentDigest")`;
}
