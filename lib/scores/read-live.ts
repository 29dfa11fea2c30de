import type { Db } from "#lib/db";
import type { ActiveWaiver } from "#lib/governance";

/** An API with something live, as rules look at it. */
export interface LiveApi {
  id: string;
  slug: string;
  name: string;
  tier: number;
  tags: string[];
  teamId: string;
  /** The team's slug. */
  team: string;
  activeOwners: number;
}

/** What is wanted of a version in one environment. */
export interface LiveDeployment {
  apiId: string;
  versionId: string;
  version: string;
  environmentId: string;
  environment: string;
  revisionId: string;
  revision: number;
  documentDigest: string;
  routes: unknown;
  policy: unknown;
  /** By environment slug, this one's alone. */
  bindings: unknown;
  access: unknown;
  /** The version's own targets that have answered there, where they are now. */
  answered: string[];
}

export interface LiveChunk {
  apis: LiveApi[];
  deployments: LiveDeployment[];
  /** By API id. */
  waivers: Map<string, ActiveWaiver[]>;
}

interface Asked {
  /** The last id of the chunk before. */
  after: string;
  size: number;
  /** Only this one. */
  apiId?: string | undefined;
  now: Date;
}

/**
 * The next APIs that have something live, with all that is kept of it: four queries, however many they are. Retired versions
 * answer 410 and are judged no more. Documents' texts are not read.
 */
export async function readLive(db: Db, { after, size, apiId, now }: Asked): Promise<LiveChunk> {
  const apis = await db.$queryRaw<LiveApi[]>`
    SELECT a."id", a."slug", a."name", a."tier", a."tags", a."teamId", t."slug" AS "team",
      (SELECT count(*)::int FROM "Membership" m JOIN "User" u ON u."id" = m."userId"
        WHERE m."teamId" = a."teamId" AND m."role" = 'owner' AND u."state" = 'active') AS "activeOwners"
    FROM "Api" a JOIN "Team" t ON t."id" = a."teamId"
    WHERE a."id" > ${after} AND (${apiId ?? null}::text IS NULL OR a."id" = ${apiId ?? null})
      AND EXISTS (SELECT 1 FROM "Version" v JOIN "Deployment" d ON d."versionId" = v."id"
        WHERE v."apiId" = a."id" AND v."stage" <> 'retired' AND d."wantedRevisionId" IS NOT NULL)
    ORDER BY a."id" LIMIT ${size}`;
  const ids = apis.map(({ id }) => id);
  const [deployments, waivers] = await Promise.all([readDeployments(db, ids), readWaivers(db, ids, now)]);
  return { apis, deployments, waivers };
}

function readDeployments(db: Db, apiIds: string[]): Promise<LiveDeployment[]> {
  return db.$queryRaw<LiveDeployment[]>`
    SELECT v."apiId", v."id" AS "versionId", v."name" AS "version", e."id" AS "environmentId", e."slug" AS "environment",
      r."id" AS "revisionId", r."number" AS "revision", r."routes", r."policy", r."access",
      r."documentDigest",
      jsonb_build_object(e."slug", COALESCE(r."bindings" -> e."slug", '{}')) AS "bindings",
      ARRAY(SELECT DISTINCT split_part(x."target", '/', 1) FROM "TargetExercise" x
        WHERE x."versionId" = v."id" AND x."environmentId" = e."id"
          AND (d."writtenChain" IS NULL OR EXISTS (SELECT 1 FROM jsonb_array_elements(d."writtenChain") t
            WHERE t->>'id' = x."target" AND COALESCE(t->>'addresses', x."addresses") = x."addresses"))) AS "answered"
    FROM "Version" v
    JOIN "Deployment" d ON d."versionId" = v."id"
    JOIN "Environment" e ON e."id" = d."environmentId"
    JOIN "Revision" r ON r."id" = d."wantedRevisionId"
    WHERE v."apiId" = ANY(${apiIds}) AND v."stage" <> 'retired'
    ORDER BY v."apiId", v."id", e."position", e."id"`;
}

async function readWaivers(db: Db, apiIds: string[], now: Date): Promise<Map<string, ActiveWaiver[]>> {
  const rows = await db.waiver.findMany({
    where: { apiId: { in: apiIds }, state: "granted", until: { gt: now } },
    select: { id: true, ruleId: true, versionId: true, until: true, apiId: true },
    orderBy: { id: "asc" },
    take: 100_000,
  });
  return Map.groupBy(rows, ({ apiId }) => apiId);
}
