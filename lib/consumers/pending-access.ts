import { authorise } from "#lib/access";
import { change, type Ctx, type Db } from "#lib/db";
import { digestOf } from "#lib/ids";
import { applicationKey, credentialKey, type ApplicationBody, type CredentialBody } from "#lib/routing";
import { applicationBody, credentialBody, type SubscriptionRow } from "./access-bodies.ts";

/** One document names at most so many versions; those an application holds a place at come first. */
const SUBSCRIPTIONS_TOLD = 1_000;

/** A document about an application or a key, ready to be signed. */
export interface WantedAccess {
  key: string;
  /** Of what was wanted when it was read. */
  etag: number;
  body: ApplicationBody | CredentialBody;
  digest: string;
}

/**
 * What gateways are not told yet, keys first: a revocation waits for no other change. The etags are read before the content,
 * so that a document says at least what its etag stands for.
 */
export async function readPendingAccess(
  db: Db,
  environment: { id: string; slug: string },
  limit: number,
): Promise<WantedAccess[]> {
  const rows = await db.accessDocument.findMany({
    where: { environmentId: environment.id, pending: true },
    orderBy: { storeKey: "desc" },
    take: limit,
    select: { storeKey: true, etag: true, applicationId: true },
  });
  if (rows.length === 0) return [];
  const isApplication = (row: (typeof rows)[number]) => row.storeKey === applicationKey(row.applicationId);
  const applicationIds = rows.filter(isApplication).map((row) => row.applicationId);
  const credentials = rows.filter((row) => !isApplication(row)).map((row) => row.storeKey);
  const bodies = new Map<string, WantedAccess["body"]>([
    ...(await readApplications(db, environment, applicationIds)),
    ...(await readCredentials(db, environment.slug, credentials)),
  ]);
  return rows.flatMap(({ storeKey: key, etag }) => {
    const body = bodies.get(key);
    return body ? [{ key, etag, body, digest: digestOf(body) }] : [];
  });
}

async function readApplications(
  db: Db,
  environment: { id: string; slug: string },
  ids: string[],
): Promise<[string, ApplicationBody][]> {
  if (ids.length === 0) return [];
  const [applications, subscriptions] = await Promise.all([
    db.application.findMany({
      where: { id: { in: ids } },
      take: ids.length,
      select: {
        id: true,
        slug: true,
        name: true,
        deletedAt: true,
        team: { select: { slug: true } },
        clients: { select: { issuer: true, clientId: true }, orderBy: { id: "asc" }, take: 20 },
      },
    }),
    readSubscriptions(db, environment.id, ids),
  ]);
  const own = Map.groupBy(subscriptions, (row) => row.applicationId);
  return applications.map((row) => {
    const told = (own.get(row.id) ?? []).slice(0, SUBSCRIPTIONS_TOLD);
    return [applicationKey(row.id), applicationBody(environment.slug, row, told)];
  });
}

/** Of each application and version the subscription that holds its place, else the latest that did. */
async function readSubscriptions(
  db: Db,
  environmentId: string,
  applicationIds: string[],
): Promise<SubscriptionRow[]> {
  return db.$queryRaw<SubscriptionRow[]>`
    SELECT * FROM (
      SELECT DISTINCT ON (s."applicationId", s."versionId") s."id", s."applicationId", s."state"::text, s."versionId",
        a."id" AS "apiId", a."slug" AS "apiSlug", v."name" AS "versionName", p."id" AS "planId", p."name" AS "planName",
        p."rateRequests", p."ratePer"::text, p."rateBurst", p."quotaRequests", p."quotaPer"::text,
        s."state" IN ('pending', 'active', 'suspended') AS "isLive", s."requestedAt"
      FROM "Subscription" s
      JOIN "Plan" p ON p."id" = s."planId"
      JOIN "Version" v ON v."id" = s."versionId"
      JOIN "Api" a ON a."id" = v."apiId"
      WHERE s."environmentId" = ${environmentId}
        AND s."applicationId" IN (SELECT jsonb_array_elements_text(${JSON.stringify(applicationIds)}::jsonb))
      ORDER BY s."applicationId", s."versionId", s."state" IN ('pending', 'active', 'suspended') DESC, s."requestedAt" DESC, s."id" DESC
    ) latest
    ORDER BY "applicationId", "isLive" DESC, "requestedAt" DESC, "id" DESC`;
}

async function readCredentials(
  db: Db,
  environment: string,
  storeKeys: string[],
): Promise<[string, CredentialBody][]> {
  if (storeKeys.length === 0) return [];
  const keys = await db.applicationKey.findMany({
    where: { hash: { in: storeKeys.map((key) => key.slice(credentialKey("").length)) } },
    take: storeKeys.length,
    select: {
      id: true,
      hash: true,
      applicationId: true,
      revokedAt: true,
      expiresAt: true,
      versionId: true,
    },
  });
  return keys.map((row) => [credentialKey(row.hash), credentialBody(environment, row)]);
}

interface Written {
  environmentId: string;
  storeRevision: number;
  documents: Pick<WantedAccess, "key" | "etag" | "digest">[];
}

/**
 * Records that the store holds these documents. One that was wanted anew meanwhile stays pending; a change is written when the
 * last of its documents is.
 */
export async function markAccessWritten(ctx: Ctx, written: Written): Promise<void> {
  const { environmentId, storeRevision } = written;
  const documents = JSON.stringify(written.documents.map(({ key, etag, digest }) => ({ key, etag, digest })));
  const object = { kind: "environment", id: environmentId };
  await change(ctx, { action: "publication.reconcile", ...object }, async (tx) => {
    await tx.$executeRaw`
      UPDATE "Environment" SET "storeRevision" = GREATEST("storeRevision", ${storeRevision}) WHERE "id" = ${environmentId}`;
    await tx.$executeRaw`
      SELECT 1 FROM "AccessDocument" WHERE "environmentId" = ${environmentId}
        AND "storeKey" IN (SELECT x."key" FROM jsonb_to_recordset(${documents}::jsonb) AS x("key" text))
      ORDER BY "storeKey" FOR UPDATE`;
    await tx.$executeRaw`
      UPDATE "AccessDocument" d SET "writtenEtag" = x."etag", "writtenStoreRevision" = ${storeRevision},
        "writtenDigest" = x."digest", "pending" = d."etag" <> x."etag", "lastError" = NULL
      FROM jsonb_to_recordset(${documents}::jsonb) AS x("key" text, "etag" int, "digest" text)
      WHERE d."environmentId" = ${environmentId} AND d."storeKey" = x."key"`;
    const changes = await tx.$executeRaw`
      UPDATE "AccessChange" c SET "state" = 'written', "storeRevision" = ${storeRevision},
        "writtenAt" = GREATEST(c."requestedAt", clock_timestamp())
      WHERE c."environmentId" = ${environmentId} AND c."state" = 'saved'
        AND EXISTS (SELECT 1 FROM "AccessChangeDocument" t
          JOIN jsonb_to_recordset(${documents}::jsonb) AS x("key" text) ON x."key" = t."storeKey" WHERE t."changeId" = c."id")
        AND NOT EXISTS (SELECT 1 FROM "AccessChangeDocument" t
          JOIN "AccessDocument" d ON d."environmentId" = t."environmentId" AND d."storeKey" = t."storeKey"
          WHERE t."changeId" = c."id" AND (d."writtenEtag" IS NULL OR d."writtenEtag" < t."etag"))`;
    return {
      result: undefined,
      after: { storeRevision, accessDocuments: written.documents.length, changes },
    };
  });
}

/** What the database says of applications and keys in an environment's store: enough to see whether it is there. */
export async function listWrittenAccess(
  ctx: Ctx,
  environmentId: string,
): Promise<{ key: string; digest: string }[]> {
  authorise(ctx.actor, "publication.reconcile");
  return ctx.db.$queryRaw<{ key: string; digest: string }[]>`
    SELECT "storeKey" AS "key", "writtenDigest" AS "digest" FROM "AccessDocument"
    WHERE "environmentId" = ${environmentId} AND "writtenDigest" IS NOT NULL ORDER BY "storeKey"`;
}

/** Changes wait while the store does not answer, and say so. Bookkeeping of attempts: it repeats, and is not audited. */
export async function recordAccessWaiting(db: Db, environmentId: string, error: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "AccessDocument" SET "lastError" = ${error.slice(0, 2000)} WHERE "environmentId" = ${environmentId} AND "pending"`;
}
