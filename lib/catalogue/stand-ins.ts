import { may, type Actor } from "#lib/access";
import type { StandIn } from "#lib/contract/schema";
import { Prisma, type Ctx, type Tx, type Visibility } from "#lib/db";
import { namedApis } from "#lib/fallback";
import { compareStandIn } from "#lib/openapi";
import { toJson } from "./json-column.ts";
import type { DraftFinding } from "./schema.ts";

/** The job that compares the documents of chains; asked for by every save of a chain with other APIs in it. */
export const STAND_IN_TASK = "compare-stand-ins";
/** Pairs per run; the next run does the rest. */
const PAIRS_PER_RUN = 20;

interface Row {
  api: string;
  version: string;
  teamId: string;
  visibility: Visibility;
  grantedTeamIds: string[];
  result: StandIn | { verdict: "unknown" };
}

/** Warnings at the fallbacks of a chain that are other APIs and cannot fully stand in, as far as they were compared. */
export async function standInFindings(
  tx: Pick<Tx, "$queryRaw">,
  actor: Actor,
  { versionId, policy }: { versionId: string; policy: unknown },
): Promise<DraftFinding[]> {
  const named = namedApis(policy).filter(({ index }) => index > 0);
  if (named.length === 0) return [];
  const rows = await tx.$queryRaw<Row[]>`
    SELECT a."slug" AS "api", v."name" AS "version", a."teamId", a."visibility"::text, a."grantedTeamIds", s."result"
    FROM "Version" self
    JOIN "StandInResult" s ON s."primaryDigest" = self."documentDigest"
    JOIN "Version" v ON v."documentDigest" = s."fallbackDigest"
    JOIN "Api" a ON a."id" = v."apiId"
    WHERE self."id" = ${versionId}
      AND (a."slug", v."name") IN (${Prisma.join(named.map(({ api, version }) => Prisma.sql`(${api}, ${version})`))})`;
  return named.flatMap(({ api, version, index }) => {
    const row = rows.find((one) => one.api === api && one.version === version);
    const message = row && messageOf(row, may(actor, "api.read", row));
    if (!message) return [];
    return [{ severity: "warning", code: "contract-mismatch", path: ["chain", index], message }];
  });
}

/** Details of another API's document only for those who may see it. */
function messageOf({ api, version, result }: Row, isSeen: boolean): string | undefined {
  if (result.verdict === "unknown" || result.verdict === "compatible") return undefined;
  const how = result.verdict === "degraded" ? "can stand in only in part" : "cannot stand in";
  if (!isSeen) return `An API that you cannot see ${how} (${result.verdict}).`;
  const [first] = result.reasons;
  const more = result.reasonCount > 1 ? ` And ${result.reasonCount - 1} more reasons.` : "";
  const covers = `It has ${result.covered} of ${result.operations} operations.`;
  const reason = first ? ` ${first.method} ${first.path}: ${first.message}` : "";
  return `${api} ${version} ${how} (${result.verdict}). ${covers}${reason}${more}`;
}

interface Pending {
  primaryDigest: string;
  fallbackDigest: string;
  primaryId: string;
  fallbackId: string;
}

/** Compares the documents of chains that were not compared yet, and forgets those that no version has any more. */
export async function compareStandIns({ db, now }: Pick<Ctx, "db" | "now">): Promise<number> {
  const pending = await db.$queryRaw<Pending[]>`
    SELECT DISTINCT ON (p."documentDigest", f."documentDigest") p."documentDigest" AS "primaryDigest",
      f."documentDigest" AS "fallbackDigest", p."id" AS "primaryId", f."id" AS "fallbackId"
    FROM "Version" p
    CROSS JOIN LATERAL jsonb_array_elements(
      CASE WHEN jsonb_typeof(p."policy"->'chain') = 'array' THEN p."policy"->'chain' ELSE '[]'::jsonb END
    ) WITH ORDINALITY AS t("target", "place")
    JOIN "Api" a ON a."slug" = t."target"->>'apiId'
    JOIN "Version" f ON f."apiId" = a."id" AND f."name" = t."target"->>'version'
    WHERE t."target"->>'kind' = 'api' AND t."place" > 1
      AND NOT EXISTS (SELECT 1 FROM "StandInResult" s
        WHERE s."primaryDigest" = p."documentDigest" AND s."fallbackDigest" = f."documentDigest")
    LIMIT ${PAIRS_PER_RUN}`;
  for (const { primaryId, fallbackId, ...digests } of pending) {
    const [primary, fallback] = [await textOf(db, primaryId), await textOf(db, fallbackId)];
    const result = toJson(await compareStandIn(primary, fallback, now));
    await db.standInResult.createMany({
      data: [{ ...digests, result, comparedAt: now }],
      skipDuplicates: true,
    });
  }
  await db.$executeRaw`
    DELETE FROM "StandInResult" s WHERE NOT EXISTS (SELECT 1 FROM "Version" v WHERE v."documentDigest" = s."primaryDigest")
      OR NOT EXISTS (SELECT 1 FROM "Version" v WHERE v."documentDigest" = s."fallbackDigest")`;
  return pending.length;
}

async function textOf(db: Ctx["db"], id: string): Promise<string> {
  const { documentText } = await db.version.findUniqueOrThrow({
    where: { id },
    select: { documentText: true },
  });
  return documentText;
}
