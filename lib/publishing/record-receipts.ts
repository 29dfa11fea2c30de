import { Prisma, type Db } from "#lib/db";
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

const OF_A_VERSION = (prefix: string) => Prisma.sql`
  SELECT ${prefix} || a."slug" || '/' || v."name" AS "key" FROM "Version" v JOIN "Api" a ON a."id" = v."apiId"
  WHERE v."id" = p."versionId"`;

/**
 * What gateways acknowledge: publications under `routes/…`, orders under `controls/…`, and changes of who may call what, which
 * touch several documents.
 */
const KINDS = [
  {
    receipts: Prisma.sql`"Receipt" AS k ("publicationId", "node", "appliedAt", "elapsedMs", "rejected", "reason")`,
    id: Prisma.sql`"publicationId"`,
    changes: Prisma.sql`"Publication"`,
    keys: OF_A_VERSION("routes/"),
    isCurrent: Prisma.sql`EXISTS (SELECT 1 FROM "Deployment" d WHERE d."versionId" = p."versionId"
      AND d."environmentId" = p."environmentId" AND d."writtenPublicationId" = p."id")`,
  },
  {
    receipts: Prisma.sql`"ControlReceipt" AS k ("orderId", "node", "appliedAt", "elapsedMs", "rejected", "reason")`,
    id: Prisma.sql`"orderId"`,
    changes: Prisma.sql`"ControlOrder"`,
    keys: OF_A_VERSION("controls/"),
    isCurrent: Prisma.sql`EXISTS (SELECT 1 FROM "Control" c WHERE c."versionId" = p."versionId"
      AND c."environmentId" = p."environmentId" AND c."writtenOrderId" = p."id")`,
  },
  {
    receipts: Prisma.sql`"AccessReceipt" AS k ("changeId", "node", "appliedAt", "elapsedMs", "rejected", "reason")`,
    id: Prisma.sql`"changeId"`,
    changes: Prisma.sql`"AccessChange"`,
    keys: Prisma.sql`SELECT t."storeKey" AS "key" FROM "AccessChangeDocument" t WHERE t."changeId" = p."id"`,
    // Whether an older one is in force is told from the revisions gateways have applied: it needs no receipt of theirs.
    isCurrent: Prisma.sql`p."requestedAt" > now() - interval '1 hour'`,
  },
];

/**
 * Turns what gateways say into receipts: a change is applied by a node that applied its store revision without refusing its
 * key. Repeating is harmless. Times are from the request, on the database's clock.
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
  for (const kind of KINDS) await recordKind(db, kind, { environmentId, rows: JSON.stringify(rows) });
}

async function recordKind(
  db: Db,
  { receipts, id, changes, keys, isCurrent }: (typeof KINDS)[number],
  { environmentId, rows }: { environmentId: string; rows: string },
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO ${receipts}
    SELECT p."id", s."node", t."at", GREATEST(0, round(extract(epoch FROM t."at" - p."requestedAt") * 1000))::int,
      r."reason" IS NOT NULL, r."reason"
    FROM jsonb_to_recordset(${rows}::jsonb)
      AS s("node" text, "applied" int, "highest" int, "sinceRevision" int, "currentOnly" bool, "agoMs" float8, "rejects" jsonb)
    JOIN ${changes} p ON p."environmentId" = ${environmentId} AND p."state" = 'written'
      AND p."storeRevision" > s."sinceRevision" AND p."storeRevision" <= s."highest"
    CROSS JOIN LATERAL (SELECT clock_timestamp() - make_interval(secs => s."agoMs" / 1000) AS "at") t
    LEFT JOIN LATERAL (
      SELECT x."reason" FROM jsonb_to_recordset(s."rejects") AS x("key" text, "storeRevision" int, "reason" text)
      WHERE x."key" IN (${keys}) AND x."storeRevision" = p."storeRevision" LIMIT 1
    ) r ON true
    WHERE (p."storeRevision" <= s."applied" OR r."reason" IS NOT NULL) AND (NOT s."currentOnly" OR ${isCurrent})
    ON CONFLICT (${id}, "node") DO UPDATE SET "appliedAt" = excluded."appliedAt",
      "elapsedMs" = excluded."elapsedMs", "rejected" = false, "reason" = NULL
    WHERE k."rejected" AND NOT excluded."rejected"`;
}
