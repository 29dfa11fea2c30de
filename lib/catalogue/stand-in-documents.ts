import { Prisma } from "#lib/db";

/**
 * The documents that a version (`f`) answers by as a fallback: those of its published revisions, else its draft's. Rows of
 * `digest` (SHA-256), `revisionId` and `revision`, both null for the draft.
 */
export const DOCUMENTS_OF_FALLBACK = Prisma.sql`
  SELECT DISTINCT ON (r."id") r."documentDigest" AS "digest",
    r."id" AS "revisionId", r."number" AS "revision"
  FROM "Deployment" d JOIN "Revision" r ON r."id" = d."wantedRevisionId"
  WHERE d."versionId" = f."id"
  UNION ALL
  SELECT f."documentDigest", NULL, NULL
  WHERE NOT EXISTS (
    SELECT 1 FROM "Deployment" d WHERE d."versionId" = f."id" AND d."wantedRevisionId" IS NOT NULL
  )`;
