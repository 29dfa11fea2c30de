import type { Tx, Visibility } from "#lib/db";

/** One read. */
export const AT_ONCE = 200;
/** How far back rescues are counted, at least; by a day more than what is too long. */
const LOOK_BACK_MINUTES = 2_880;

/** A version in an environment, with what `rescueAlertStep` asks about it. */
export interface SilentPrimary {
  id: string;
  name: string;
  slug: string;
  apiName: string;
  teamId: string;
  visibility: Visibility;
  grantedTeamIds: string[];
  environment: string;
  afterMinutes: number;
  primaryTarget: string | null;
  answeredAt: Date | null;
  rescued: number;
  firstRescuedAt: Date | null;
  answered: number;
  failures: number;
  isIncident: boolean;
  alertId: string | null;
  alertPrimary: string | null;
  raisedAt: Date | null;
}

export interface Which {
  environmentId: string;
  now: Date;
  /** For APIs that have no limit of their own. */
  fallbackMinutes: number;
}

/** Those behind one, by id, or one alone. */
interface Part {
  after?: string | undefined;
  only?: string | null;
}

/**
 * Versions whose alert stands, and those whose primary has not answered since something was rescued. What was rescued under an
 * earlier publication may be another primary's, and what was rescued without its failing is another target's; what an incident
 * moved away from it says nothing of those it is asked for.
 */
export function readSilentPrimaries(
  db: Pick<Tx, "$queryRaw">,
  { environmentId, now, fallbackMinutes, after = "", only = null }: Which & Part,
): Promise<SilentPrimary[]> {
  return db.$queryRaw<SilentPrimary[]>`
    SELECT v."id", v."name", a."slug", a."name" AS "apiName", a."teamId", a."visibility"::text AS "visibility",
      a."grantedTeamIds", n."slug" AS "environment", m."afterMinutes", c."primaryTarget", e."answeredAt",
      COALESCE(r."rescued", 0)::float8 AS "rescued", r."firstRescuedAt",
      COALESCE(r."answered", 0)::float8 AS "answered", COALESCE(f."failures", 0)::float8 AS "failures", l."id" AS "alertId",
      l."primaryTarget" AS "alertPrimary", l."raisedAt", o."isIncident"
    FROM "Deployment" d
    JOIN "Environment" n ON n."id" = d."environmentId"
    JOIN "Version" v ON v."id" = d."versionId" JOIN "Api" a ON a."id" = v."apiId"
    CROSS JOIN LATERAL (SELECT COALESCE(
      jsonb_path_query_first(d."writtenChain", '$[*] ? (@.isPrimary == true)'), d."writtenChain" -> 0) ->> 'id' AS "primaryTarget") c
    CROSS JOIN LATERAL (SELECT COALESCE(a."fallbackAlertMinutes", ${fallbackMinutes}::int) AS "afterMinutes") m
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM "Incident" i WHERE i."versionId" = v."id"
      AND i."environmentId" = n."id" AND i."closedAt" IS NULL) AS "isIncident") o
    CROSS JOIN LATERAL (SELECT max(x."answeredAt") AS "answeredAt" FROM "TargetExercise" x
      WHERE x."versionId" = v."id" AND x."environmentId" = n."id" AND x."target" = c."primaryTarget") e
    LEFT JOIN "Publication" p ON p."id" = d."writtenPublicationId"
    CROSS JOIN LATERAL (SELECT GREATEST(e."answeredAt", p."writtenAt", ${now}::timestamptz
      - make_interval(mins => GREATEST(${LOOK_BACK_MINUTES}::int, m."afterMinutes" + 1440))) AS "from") w
    LEFT JOIN "RescueAlert" l ON l."versionId" = v."id" AND l."environmentId" = n."id" AND l."endedAt" IS NULL
    LEFT JOIN LATERAL (
      SELECT sum(t."rescued") AS "rescued", min(t."minute") FILTER (WHERE t."rescued" > 0) AS "firstRescuedAt",
        sum(t."requests") FILTER (WHERE t."target" <> '' AND t."statusClass" <> '5xx') AS "answered"
      FROM "TrafficMinute" t
      WHERE t."versionId" = v."id" AND t."environmentId" = n."id" AND NOT o."isIncident" AND t."minute" > w."from"
        AND NOT EXISTS (SELECT 1 FROM "Incident" i WHERE i."versionId" = v."id" AND i."environmentId" = n."id"
          AND i."closedAt" > t."minute" AND i."openedAt" < t."minute" + interval '1 minute')
    ) r ON true
    LEFT JOIN LATERAL (
      SELECT sum(y."attempts") AS "failures" FROM "AttemptMinute" y
      WHERE r."rescued" > 0 AND y."versionId" = v."id" AND y."environmentId" = n."id" AND y."minute" > w."from"
        AND y."target" = c."primaryTarget" AND y."outcome" <> 'answered'
    ) f ON true
    WHERE d."environmentId" = ${environmentId} AND v."id" > ${after} AND (${only}::text IS NULL OR v."id" = ${only})
      AND (l."id" IS NOT NULL OR r."rescued" > 0)
    ORDER BY v."id" LIMIT ${AT_ONCE}`;
}
