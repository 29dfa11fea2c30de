import type { Db } from "#lib/db";

export interface Live {
  apiId: string;
  versionId: string;
  environment: string;
}

/** Where versions of these APIs are written to the shared store, in the environments' order. */
export function liveEnvironments(db: Db, apiIds: string[]): Promise<Live[]> {
  return db.$queryRaw<Live[]>`
    SELECT v."apiId", d."versionId", e."slug" AS "environment"
    FROM "Version" v
    JOIN "Deployment" d ON d."versionId" = v."id"
    JOIN "Publication" p ON p."id" = d."writtenPublicationId" AND p."action" = 'publish'
    JOIN "Environment" e ON e."id" = d."environmentId"
    WHERE v."apiId" = ANY(${apiIds})
    ORDER BY e."position", e."id"`;
}
