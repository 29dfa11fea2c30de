import type { Db } from "#lib/db";
import type { NodeStatus } from "#lib/store/schema";

/** A status, and which publications it may be an answer to. */
export interface Acknowledgement {
  status: NodeStatus;
  /** Store revisions up to this were answered for already. */
  sinceRevision: number;
  /** Only what is written now, not what was written before it: for a node whose past is not known. */
  currentOnly: boolean;
  /** How long ago, in ms, the status arrived. */
  agoMs: number;
}

/**
 * Turns what gateways say into receipts: a publication is applied by a node that applied its store revision without
 * refusing its key. Repeating is harmless. Times are from the request, on the database's clock.
 */
export async function recordReceipts(db: Db, environmentId: string, heard: Acknowledgement[]): Promise<void> {
  if (heard.length === 0) return;
  const rows = heard.map(({ status, ...rest }) => ({
    ...rest,
    node: status.node,
    applied: status.appliedRevision,
    highest: Math.max(status.appliedRevision, ...status.rejects.map((reject) => reject.storeRevision)),
    rejects: status.rejects,
  }));
  await db.$executeRaw`
    INSERT INTO "Receipt" ("publicationId", "node", "appliedAt", "elapsedMs", "rejected", "reason")
    SELECT p."id", s."node", t."at", GREATEST(0, round(extract(epoch FROM t."at" - p."requestedAt") * 1000))::int,
      r."reason" IS NOT NULL, r."reason"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS s("node" text, "applied" int, "highest" int, "sinceRevision" int, "currentOnly" bool, "agoMs" float8, "rejects" jsonb)
    JOIN "Publication" p ON p."environmentId" = ${environmentId} AND p."state" = 'written'
      AND p."storeRevision" > s."sinceRevision" AND p."storeRevision" <= s."highest"
    JOIN "Version" v ON v."id" = p."versionId"
    JOIN "Api" a ON a."id" = v."apiId"
    CROSS JOIN LATERAL (SELECT clock_timestamp() - make_interval(secs => s."agoMs" / 1000) AS "at") t
    LEFT JOIN LATERAL (
      SELECT x."reason" FROM jsonb_to_recordset(s."rejects") AS x("key" text, "storeRevision" int, "reason" text)
      WHERE x."key" = 'routes/' || a."slug" || '/' || v."name" AND x."storeRevision" = p."storeRevision" LIMIT 1
    ) r ON true
    WHERE (p."storeRevision" <= s."applied" OR r."reason" IS NOT NULL)
      AND (NOT s."currentOnly" OR EXISTS (
        SELECT 1 FROM "Deployment" d WHERE d."versionId" = p."versionId" AND d."environmentId" = p."environmentId"
          AND d."writtenPublicationId" = p."id"))
    ON CONFLICT ("publicationId", "node") DO UPDATE SET "appliedAt" = excluded."appliedAt",
      "elapsedMs" = excluded."elapsedMs", "rejected" = false, "reason" = NULL
    WHERE "Receipt"."rejected" AND NOT excluded."rejected"`;
}
