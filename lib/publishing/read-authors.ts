import type { Tx } from "#lib/db";
import { authorsOf } from "#lib/lifecycle";

interface Submitted {
  versionId: string;
  /** Slugs of those it is for. */
  environments: readonly string[];
  submittedById: string;
}

const EDITORS_MAX = 1_000;

/**
 * The users who must not decide on a version's draft: by the audit, whose entries of a version are written while it is locked
 * and so are numbered in the order of what was done.
 */
export async function readAuthors(
  tx: Pick<Tx, "auditEntry" | "$queryRaw">,
  { versionId, environments, submittedById }: Submitted,
): Promise<string[]> {
  const editors = await tx.auditEntry.groupBy({
    by: ["actorId"],
    where: {
      objectKind: "version",
      objectId: versionId,
      actorKind: "user",
      action: { in: ["version.update", "version.create"] },
    },
    _max: { id: true },
    orderBy: { _max: { id: "desc" } },
    take: EDITORS_MAX,
  });
  const edits = editors.map(({ actorId, _max }) => ({ userId: actorId, at: _max.id ?? 0n }));
  return authorsOf(submittedById, edits, await readServedAt(tx, versionId, environments));
}

/** Where a revision with the served content was published from the draft last: what is rolled back to was the draft earlier. */
async function readServedAt(
  tx: Pick<Tx, "$queryRaw">,
  versionId: string,
  environments: readonly string[],
): Promise<(bigint | null)[]> {
  const rows = await tx.$queryRaw<{ at: bigint | null }[]>`
    SELECT max(a."id") AS "at" FROM "Environment" e
      LEFT JOIN "Deployment" d ON d."environmentId" = e."id" AND d."versionId" = ${versionId}
      LEFT JOIN "Revision" w ON w."id" = d."wantedRevisionId"
      LEFT JOIN "Revision" r ON r."versionId" = w."versionId" AND r."digest" = w."digest"
      LEFT JOIN "AuditEntry" a ON a."objectKind" = 'version' AND a."objectId" = ${versionId}
        AND a."action" = 'version.publish' AND a."after"->>'revision' = r."number"::text
    WHERE e."slug" = ANY(${[...environments]}) GROUP BY e."id"`;
  return rows.map(({ at }) => at);
}
