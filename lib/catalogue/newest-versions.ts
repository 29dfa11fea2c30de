import type { Db, Stage } from "#lib/db";

interface NewestVersion {
  apiId: string;
  name: string;
  stage: Stage;
  operationCount: number;
  /** Of the whole API. */
  versionCount: number;
}

/**
 * The newest version of each of these APIs. In SQL, because Prisma's `_count` aggregates the whole table before it joins:
 * a page of 20 would count every operation of every API.
 */
export function newestVersions(db: Db, apiIds: string[]): Promise<NewestVersion[]> {
  return db.$queryRaw<NewestVersion[]>`
    SELECT v."apiId", v."name", v."stage"::text, v."versionCount",
      (SELECT count(*)::int FROM "Operation" o WHERE o."versionId" = v."id") AS "operationCount"
    FROM (
      SELECT DISTINCT ON ("apiId") "id", "apiId", "name", "stage", (count(*) OVER (PARTITION BY "apiId"))::int AS "versionCount"
      FROM "Version" WHERE "apiId" = ANY(${apiIds})
      ORDER BY "apiId", "createdAt" DESC, "id" DESC
    ) v`;
}

/** How many operations each of these versions has. */
export async function countOperations(db: Db, versionIds: string[]): Promise<Map<string, number>> {
  const counts = await db.operation.groupBy({
    by: ["versionId"],
    where: { versionId: { in: versionIds } },
    _count: true,
  });
  return new Map(counts.map((row) => [row.versionId, row._count]));
}
