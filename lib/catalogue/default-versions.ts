import type { Db, Stage } from "#lib/db";

export interface DefaultVersion {
  apiId: string;
  name: string;
  stage: Stage;
  operationCount: number;
  /** Of the whole API. */
  versionCount: number;
}

/**
 * The version that is meant where none is named, of each of these APIs: the chosen one while it is served, else the newest of
 * the furthest served stage. In SQL, because Prisma's `_count` aggregates the whole table before it joins: a page of 20 would
 * count every operation of every API.
 */
export function defaultVersions(db: Db, apiIds: string[]): Promise<DefaultVersion[]> {
  return db.$queryRaw<DefaultVersion[]>`
    SELECT v."apiId", v."name", v."stage"::text, v."versionCount",
      (SELECT count(*)::int FROM "Operation" o WHERE o."versionId" = v."id") AS "operationCount"
    FROM (
      SELECT DISTINCT ON (v."apiId") v."id", v."apiId", v."name", v."stage",
        (count(*) OVER (PARTITION BY v."apiId"))::int AS "versionCount"
      FROM "Version" v JOIN "Api" a ON a."id" = v."apiId"
      CROSS JOIN LATERAL (
        SELECT a."defaultVersionId" IS NOT DISTINCT FROM v."id" AND v."stage" IN ('published', 'deprecated') AS "isChosen"
      ) c
      WHERE v."apiId" = ANY(${apiIds}) AND a."id" = ANY(${apiIds})
      ORDER BY v."apiId", c."isChosen" DESC,
        array_position(ARRAY['published', 'deprecated', 'design', 'retired'], v."stage"::text), v."createdAt" DESC, v."id" DESC
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
