import { wakeWorker, type Tx } from "#lib/db";
import { newId } from "#lib/ids";
import { applicationKey, credentialKey } from "#lib/routing";

interface AccessChanged {
  environment: { id: string; slug: string };
  now: Date;
  /** Applications whose subscriptions, name or team are others now. */
  applicationIds?: string[];
  /** Keys that are new or no longer what they were. */
  keys?: { hash: string; applicationId: string }[];
  /** The plan whose limits were changed, where that was it. */
  planId?: string;
}

/**
 * Leaves it to the worker to tell the gateways of an environment: what the database says of these applications and keys when
 * it comes to that. Documents are taken in the order of their keys, as all who lock several do. Returns the change's id.
 */
export async function recordAccessChange(tx: Tx, changed: AccessChanged): Promise<string> {
  const { environment, now, applicationIds = [], keys = [], planId = null } = changed;
  const id = newId("acc");
  const documents = [
    ...applicationIds.map((applicationId) => ({ storeKey: applicationKey(applicationId), applicationId })),
    ...keys.map(({ hash, applicationId }) => ({ storeKey: credentialKey(hash), applicationId })),
  ];
  await tx.accessChange.create({
    data: { id, environmentId: environment.id, planId, requestedAt: now },
    select: { id: true },
  });
  await tx.$executeRaw`
    WITH touched AS (
      INSERT INTO "AccessDocument" AS d ("environmentId", "storeKey", "applicationId")
      SELECT ${environment.id}, x."storeKey", x."applicationId"
      FROM jsonb_to_recordset(${JSON.stringify(documents)}::jsonb) AS x("storeKey" text, "applicationId" text)
      ORDER BY x."storeKey"
      ON CONFLICT ("environmentId", "storeKey") DO UPDATE SET "etag" = d."etag" + 1, "pending" = true
      RETURNING d."storeKey", d."etag"
    )
    INSERT INTO "AccessChangeDocument" ("changeId", "environmentId", "storeKey", "etag")
    SELECT ${id}, ${environment.id}, "storeKey", "etag" FROM touched`;
  await wakeWorker(tx, environment.slug);
  return id;
}

interface ChangedEverywhere {
  applicationId: string;
  now: Date;
  /** Keys that ended with it. */
  keys?: { hash: string; environmentId: string }[];
}

/** The same in every environment whose gateways know the application: its name, team or end concern them all. */
export async function recordEverywhere(
  tx: Tx,
  { applicationId, now, keys = [] }: ChangedEverywhere,
): Promise<void> {
  const known = await tx.accessDocument.findMany({
    where: { storeKey: applicationKey(applicationId) },
    orderBy: { environmentId: "asc" },
    take: 1000,
    select: { environment: { select: { id: true, slug: true } } },
  });
  for (const { environment } of known) {
    const own = keys.filter(({ environmentId }) => environmentId === environment.id);
    await recordAccessChange(tx, {
      environment,
      now,
      applicationIds: [applicationId],
      keys: own.map(({ hash }) => ({ hash, applicationId })),
    });
  }
}
