import type { StandIn } from "#lib/contract/schema";
import type { Tx } from "#lib/db";
import { namedApis } from "#lib/fallback";
import type { ChangeFacts } from "#lib/governance";
import type { Judged } from "./judged.ts";

export interface ChangeRow {
  environment: string;
  /** Of the document that is live there; null where nothing is. */
  liveDigest: string | null;
  liveRevisionId: string | null;
  result: ChangeFacts | null;
  comparedAt: Date | null;
}

/** What the change from what is live does, per environment, as far as it was compared. */
export function readChanges(db: Pick<Tx, "$queryRaw">, judged: Judged): Promise<ChangeRow[]> {
  const ids = judged.environments.map(({ id }) => id);
  return db.$queryRaw<ChangeRow[]>`
    SELECT e."slug" AS "environment", l."digest" AS "liveDigest", l."id" AS "liveRevisionId", c."result", c."comparedAt"
    FROM "Environment" e
    LEFT JOIN LATERAL (
      SELECT r."id", r."documentDigest" AS "digest"
      FROM "Deployment" d JOIN "Revision" r ON r."id" = d."wantedRevisionId"
      WHERE d."versionId" = ${judged.version.id} AND d."environmentId" = e."id"
    ) l ON TRUE
    LEFT JOIN "ContractResult" c ON c."oldDigest" = l."digest" AND c."newDigest" = ${judged.documentDigest}
    WHERE e."id" = ANY(${ids})`;
}

/** Slugs of environments whose callers have met this very document before: going back to it is no new change. */
export async function environmentsThatKnow(db: Pick<Tx, "$queryRaw">, judged: Judged): Promise<Set<string>> {
  const text = await judged.documentText();
  const rows = await db.$queryRaw<{ slug: string }[]>`
    SELECT DISTINCT e."slug" FROM "Publication" p
    JOIN "Revision" r ON r."id" = p."revisionId"
    JOIN "Environment" e ON e."id" = p."environmentId"
    WHERE p."versionId" = ${judged.version.id} AND p."action" = 'publish' AND r."documentText" = ${text}`;
  return new Set(rows.map(({ slug }) => slug));
}

export interface StandInRow {
  versionId: string;
  environment: string;
  index: number;
  api: string;
  version: string;
  revisionId: string;
  digest: string;
  result: Pick<StandIn, "verdict"> | { verdict: "unknown" } | null;
}

type Chained = Pick<Judged, "documentDigest" | "policy" | "environments"> & { version: { id: string } };

/** Whether the other APIs of chains can stand in, as they are published in each environment a chain is bound in. */
export async function readStandIns(
  db: Pick<Tx, "$queryRaw">,
  judged: readonly Chained[],
): Promise<StandInRow[]> {
  const named = judged.flatMap(({ version, documentDigest, policy, environments }) => {
    const fallbacks = namedApis(policy).filter(({ index }) => index > 0);
    const of = { versionId: version.id, primaryDigest: documentDigest };
    return environments
      .filter(({ served }) => served !== undefined)
      .flatMap(({ id, slug }) =>
        fallbacks.map((one) => ({ ...one, ...of, environmentId: id, environment: slug })),
      );
  });
  if (named.length === 0) return [];
  return db.$queryRaw<StandInRow[]>`
    SELECT n."versionId", n."environment", n."index", n."api", n."version", x."id" AS "revisionId", x."digest", s."result"
    FROM jsonb_to_recordset(${JSON.stringify(named)}::jsonb) AS n("versionId" text, "primaryDigest" text,
      "environmentId" text, "environment" text, "index" int, "api" text, "version" text)
    JOIN "Api" a ON a."slug" = n."api"
    JOIN "Version" v ON v."apiId" = a."id" AND v."name" = n."version"
    JOIN "Deployment" d ON d."versionId" = v."id" AND d."environmentId" = n."environmentId"
    JOIN LATERAL (
      SELECT r."id", r."documentDigest" AS "digest"
      FROM "Revision" r WHERE r."id" = d."wantedRevisionId"
    ) x ON TRUE
    LEFT JOIN "StandInResult" s ON s."primaryDigest" = n."primaryDigest" AND s."fallbackDigest" = x."digest"`;
}
