import { may, type Actor } from "#lib/access";
import type { Tx } from "#lib/db";
import { obstaclesToRetirement, RECENT_DAYS, type Obstacle } from "#lib/lifecycle";

interface Dependent {
  api: string;
  version: string;
  environment: string;
  teamId: string;
  visibility: "public" | "restricted" | "private";
  grantedTeamIds: string[];
}

interface Retiring {
  id: string;
  sunsetAt: Date | null;
}

const DAY_MS = 86_400_000;
const READ = 500;

/** The chains of other APIs that a version is in, wherever they are wanted. */
export function readDependentChains(db: Pick<Tx, "$queryRaw">, versionId: string): Promise<Dependent[]> {
  return db.$queryRaw<Dependent[]>`
    SELECT a."slug" AS "api", v."name" AS "version", e."slug" AS "environment", a."teamId",
      a."visibility"::text, a."grantedTeamIds"
    FROM "Dependency" x JOIN "Version" v ON v."id" = x."versionId" JOIN "Api" a ON a."id" = v."apiId"
    JOIN "Environment" e ON e."id" = x."environmentId"
    WHERE x."innerVersionId" = ${versionId}
    ORDER BY a."slug", v."name", e."position" LIMIT ${READ}`;
}

/** What stands in the way of retiring a version, in words for the actor. */
export async function readObstacles(
  db: Pick<Tx, "$queryRaw">,
  version: Retiring,
  { actor, now }: { actor: Actor; now: Date },
): Promise<Obstacle[]> {
  const [dependents, callers] = await Promise.all([
    readDependentChains(db, version.id),
    readRecentCallers(db, version.id, now),
  ]);
  const seen = dependents.filter((one) => may(actor, "api.read", one));
  return obstaclesToRetirement({
    nowMs: now.getTime(),
    ...(version.sunsetAt ? { sunsetAtMs: version.sunsetAt.getTime() } : {}),
    dependents: seen,
    hiddenDependents: dependents.length - seen.length,
    callers,
  });
}

function readRecentCallers(
  db: Pick<Tx, "$queryRaw">,
  versionId: string,
  now: Date,
): Promise<{ application: string; wasTold: boolean }[]> {
  const since = new Date(now.getTime() - RECENT_DAYS * DAY_MS);
  return db.$queryRaw`
    SELECT p."name" AS "application", bool_or(n."toldAt" IS NOT NULL) AS "wasTold"
    FROM "Subscription" s JOIN "Application" p ON p."id" = s."applicationId"
    LEFT JOIN "SunsetNotice" n ON n."versionId" = s."versionId" AND n."applicationId" = s."applicationId"
    WHERE s."versionId" = ${versionId} AND s."state" IN ('active', 'suspended') AND s."lastCallAt" >= ${since}
    GROUP BY p."id", p."name" ORDER BY p."name" LIMIT ${READ}`;
}
