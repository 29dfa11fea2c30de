import type { DependencyOn } from "#lib/catalogue";
import type { Db, Tx, Visibility } from "#lib/db";

interface Place {
  versionId: string;
  environmentId: string;
}

/** Writes down which other APIs the wanted chain of a version is made of. The version's deployment must not move meanwhile. */
export async function replaceDependencies(
  tx: Tx,
  { versionId, environmentId, dependencies }: Place & { dependencies: DependencyOn[] },
): Promise<void> {
  await tx.dependency.deleteMany({ where: { versionId, environmentId } });
  if (dependencies.length === 0) return;
  await tx.dependency.createMany({ data: dependencies.map((one) => ({ versionId, environmentId, ...one })) });
}

/**
 * The same after a compilation, good or bad, so that only a further change of those APIs asks for another one. Nothing happens
 * when something else is wanted by now. Bookkeeping like that of attempts: it is not audited.
 */
export async function noteDependencies(
  db: Db,
  { publicationId, ...noted }: Place & { publicationId: string; dependencies: DependencyOn[] },
): Promise<void> {
  await db.$transaction(async (tx) => {
    const held = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "Deployment" WHERE "versionId" = ${noted.versionId} AND "environmentId" = ${noted.environmentId}
        AND "wantedPublicationId" = ${publicationId} FOR UPDATE`;
    if (held.length > 0) await replaceDependencies(tx, noted);
  });
}

export interface DependentRow {
  versionId: string;
  version: string;
  api: string;
  apiName: string;
  teamId: string;
  visibility: Visibility;
  grantedTeamIds: string[];
}

/** The versions whose chain in an environment has this one in it, at any depth. */
export function readDependents(
  db: Pick<Tx, "$queryRaw">,
  innerVersionId: string,
  environmentId: string,
): Promise<DependentRow[]> {
  return db.$queryRaw<DependentRow[]>`
    SELECT x."versionId", v."name" AS "version", a."slug" AS "api", a."name" AS "apiName", a."teamId", a."visibility"::text, a."grantedTeamIds"
    FROM "Dependency" x JOIN "Version" v ON v."id" = x."versionId" JOIN "Api" a ON a."id" = v."apiId"
    WHERE x."innerVersionId" = ${innerVersionId} AND x."environmentId" = ${environmentId}
    ORDER BY a."slug", v."name" LIMIT 1000`;
}
