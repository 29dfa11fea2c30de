import { authorise } from "#lib/access";
import { change, type Ctx, type Tx } from "#lib/db";
import { want } from "./want.ts";

interface Outdated {
  versionId: string;
  teamId: string;
  revisionId: string;
  pending: boolean;
  /** What changed, as far as the version's own team may read of it. */
  causes: string[];
}

const READ = 1000;

/**
 * Has every version compiled again whose chain is made of another API that changed since: each gets a publication of its own, so
 * that its receipts show. What waits for its next attempt waits no longer. Returns how many were asked for.
 */
export async function requeueDependents(
  ctx: Ctx,
  environment: { id: string; slug: string },
): Promise<number> {
  authorise(ctx.actor, "publication.reconcile");
  const outdated = await readOutdated(ctx.db, environment.id);
  const waiting = outdated.filter((one) => one.pending).map((one) => one.versionId);
  if (waiting.length > 0)
    await ctx.db.$executeRaw`
      UPDATE "Deployment" SET "nextAttemptAt" = NULL
      WHERE "environmentId" = ${environment.id} AND "versionId" = ANY(${waiting}) AND "pending"`;
  const written = outdated.filter((one) => !one.pending);
  for (const { versionId } of written) await requeue(ctx, environment, versionId);
  return written.length;
}

async function requeue(
  ctx: Ctx,
  environment: { id: string; slug: string },
  versionId: string,
): Promise<void> {
  const object = { kind: "version", id: versionId };
  await change(ctx, { action: "publication.reconcile", ...object }, async (tx) => {
    const [locked] = await tx.$queryRaw<{ requestedAt: Date }[]>`
      SELECT now() AS "requestedAt" FROM "Version" WHERE "id" = ${versionId} FOR UPDATE`;
    const [still] = await readOutdated(tx, environment.id, versionId);
    if (!locked || !still || still.pending) return { result: undefined };
    const cause = `${still.causes.join(", ")} changed.`;
    const publicationId = await want(tx, {
      grounds: "carried_on",
      action: "publish",
      versionId,
      environment,
      revisionId: still.revisionId,
      requestedById: ctx.actor.id,
      requestedAt: locked.requestedAt,
      cause,
    });
    return { result: undefined, after: { publicationId, environment: environment.slug, cause } };
  });
}

function readOutdated(
  db: Pick<Tx, "$queryRaw">,
  environmentId: string,
  versionId?: string,
): Promise<Outdated[]> {
  return db.$queryRaw<Outdated[]>`
    SELECT d."versionId", o."teamId", d."wantedRevisionId" AS "revisionId", d."pending",
      array_agg(CASE WHEN a."visibility" = 'public' OR a."teamId" = o."teamId"
        OR (a."visibility" = 'restricted' AND o."teamId" = ANY(a."grantedTeamIds")) THEN a."slug" || ' ' || i."name"
        ELSE 'an API of another team' END ORDER BY a."slug", i."name") AS "causes"
    FROM "Dependency" x
    JOIN "Deployment" d ON d."versionId" = x."versionId" AND d."environmentId" = x."environmentId"
    JOIN "Version" v ON v."id" = d."versionId" JOIN "Api" o ON o."id" = v."apiId"
    JOIN "Version" i ON i."id" = x."innerVersionId" JOIN "Api" a ON a."id" = i."apiId"
    LEFT JOIN "Deployment" n ON n."versionId" = i."id" AND n."environmentId" = x."environmentId"
    WHERE x."environmentId" = ${environmentId} AND d."wantedRevisionId" IS NOT NULL
      AND (${versionId ?? null}::text IS NULL OR d."versionId" = ${versionId ?? null})
      AND (x."innerRevisionId" IS DISTINCT FROM n."wantedRevisionId"
        OR x."innerBlocked" <> (i."blockedAt" IS NOT NULL))
    GROUP BY d."versionId", d."environmentId", o."teamId" ORDER BY d."versionId" LIMIT ${READ}`;
}
