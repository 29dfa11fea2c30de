import type { Ctx } from "#lib/db";
import { compareStandIn } from "#lib/openapi";
import { toJson } from "./json-column.ts";
import { DOCUMENTS_OF_FALLBACK } from "./stand-in-documents.ts";

/** The job that compares the documents of chains; asked for by every save of a chain with other APIs in it. */
export const STAND_IN_TASK = "compare-stand-ins";
/** Pairs per run; the next run does the rest. */
const PAIRS_PER_RUN = 20;
/** A result that no draft leads to may still be that of something published: then it is found out again. */
const FORGOTTEN_AFTER_MS = 7 * 86_400_000;

interface Pending {
  primaryDigest: string;
  fallbackDigest: string;
  primaryId: string;
  fallbackId: string;
  revisionId: string | null;
}

/** Compares the documents of chains that were not compared yet, and forgets old results that no draft leads to. */
export async function compareStandIns({ db, now }: Pick<Ctx, "db" | "now">): Promise<number> {
  const pending = await db.$queryRaw<Pending[]>`
    SELECT DISTINCT ON (p."documentDigest", x."digest") p."documentDigest" AS "primaryDigest",
      x."digest" AS "fallbackDigest", p."id" AS "primaryId", f."id" AS "fallbackId", x."revisionId"
    FROM "Version" p
    CROSS JOIN LATERAL jsonb_array_elements(
      CASE WHEN jsonb_typeof(p."policy"->'chain') = 'array' THEN p."policy"->'chain' ELSE '[]'::jsonb END
    ) WITH ORDINALITY AS t("target", "place")
    JOIN "Api" a ON a."slug" = t."target"->>'apiId'
    JOIN "Version" f ON f."apiId" = a."id" AND f."name" = t."target"->>'version'
    JOIN LATERAL (${DOCUMENTS_OF_FALLBACK}) x ON TRUE
    WHERE t."target"->>'kind' = 'api' AND t."place" > 1
      AND NOT EXISTS (SELECT 1 FROM "StandInResult" s
        WHERE s."primaryDigest" = p."documentDigest" AND s."fallbackDigest" = x."digest")
    LIMIT ${PAIRS_PER_RUN}`;
  for (const one of pending) {
    const { primaryDigest, fallbackDigest } = one;
    const [primary, fallback] = [await draftText(db, one.primaryId), await fallbackText(db, one)];
    const result = toJson(await compareStandIn(primary, fallback, now));
    await db.standInResult.createMany({
      data: [{ primaryDigest, fallbackDigest, result, comparedAt: now }],
      skipDuplicates: true,
    });
  }
  const before = new Date(now.getTime() - FORGOTTEN_AFTER_MS);
  await db.$executeRaw`
    DELETE FROM "StandInResult" s WHERE s."comparedAt" < ${before} AND (
      NOT EXISTS (SELECT 1 FROM "Version" v WHERE v."documentDigest" = s."primaryDigest")
      OR NOT EXISTS (SELECT 1 FROM "Version" v WHERE v."documentDigest" = s."fallbackDigest"))`;
  return pending.length;
}

async function draftText(db: Ctx["db"], id: string): Promise<string> {
  const { documentText } = await db.version.findUniqueOrThrow({
    where: { id },
    select: { documentText: true },
  });
  return documentText;
}

async function fallbackText(db: Ctx["db"], { fallbackId, revisionId }: Pending): Promise<string> {
  if (revisionId === null) return draftText(db, fallbackId);
  const { documentText } = await db.revision.findUniqueOrThrow({
    where: { id: revisionId },
    select: { documentText: true },
  });
  return documentText;
}
