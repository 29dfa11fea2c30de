import type { Db } from "#lib/db";
import { operationKey } from "#lib/openapi/schema";
import type { MatchedOperation } from "./schema.ts";

/** Shown per API; the operations page has the rest. */
const SHOWN = 3;

interface Wanted {
  apiIds: string[];
  /** A tsquery per word. */
  queries: readonly string[];
}

/** The operations of these APIs that have most of the words, those of newer versions first. By API id. */
export async function matchedOperations(
  db: Pick<Db, "$queryRaw">,
  { apiIds, queries }: Wanted,
): Promise<Map<string, MatchedOperation[]>> {
  if (apiIds.length === 0) return new Map();
  const any = queries.map((one) => `(${one})`).join(" | ");
  const rows = await db.$queryRaw<(Omit<MatchedOperation, "key"> & { apiId: string })[]>`
    SELECT a."apiId", o."version", o."method", o."path", o."summary"
    FROM unnest(${apiIds}::text[]) AS a("apiId"), LATERAL (
      SELECT v."name" AS "version", o."method", o."path", o."summary",
        (SELECT count(*) FROM unnest(${queries}::text[]) AS one WHERE o."words" @@ one::tsquery) AS found
      FROM "Version" v JOIN "Operation" o ON o."versionId" = v."id"
      WHERE v."apiId" = a."apiId" AND o."words" @@ ${any}::tsquery
      ORDER BY found DESC, v."createdAt" DESC, o."position", o."id" LIMIT ${SHOWN}
    ) o`;
  const found = Map.groupBy(rows, (row) => row.apiId);
  return new Map(
    [...found].map(([apiId, own]) => [
      apiId,
      own.map(({ apiId: _apiId, ...one }) => ({ ...one, key: operationKey(one.method, one.path) })),
    ]),
  );
}
