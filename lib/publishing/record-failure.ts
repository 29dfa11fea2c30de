import type { Db } from "#lib/db";

/*
 * Bookkeeping of attempts. It changes nothing that anybody asked for, and repeats; so it is not audited.
 */

interface Failure {
  versionId: string;
  environmentId: string;
  publicationId: string;
  error: string;
}

/** A version that cannot be written as it is: shown, and tried again after 2 s, 4 s, … at most 5 min. */
export async function recordFailure(db: Db, failure: Failure): Promise<void> {
  const { versionId, environmentId, publicationId } = failure;
  const error = failure.error.slice(0, 2000);
  await db.$transaction([
    db.$executeRaw`
      UPDATE "Deployment" SET "attempts" = "attempts" + 1, "lastError" = ${error},
        "nextAttemptAt" = now() + make_interval(secs => LEAST(300, power(2, LEAST("attempts" + 1, 10))))
      WHERE "versionId" = ${versionId} AND "environmentId" = ${environmentId} AND "wantedPublicationId" = ${publicationId}`,
    db.$executeRaw`
      UPDATE "Publication" SET "state" = 'failed', "error" = ${error}
      WHERE "id" = ${publicationId} AND "state" IN ('saved', 'compiled', 'failed')`,
  ]);
}

/** Documents that are ready while the store does not answer: they wait, and the reason is shown. */
export async function recordWaiting(
  db: Db,
  waiting: { publicationIds: string[]; error: string },
): Promise<void> {
  const ids = waiting.publicationIds.slice(0, 1000);
  await db.$transaction([
    db.$executeRaw`
      UPDATE "Publication" SET "state" = 'compiled', "compiledAt" = COALESCE("compiledAt", clock_timestamp())
      WHERE "id" = ANY(${ids}) AND "state" IN ('saved', 'failed')`,
    db.$executeRaw`
      UPDATE "Deployment" SET "lastError" = ${waiting.error.slice(0, 2000)}
      WHERE "wantedPublicationId" = ANY(${ids}) AND "pending"`,
  ]);
}

/** What is wrong with an environment's store; `null` when nothing is. */
export async function recordStoreProblem(
  db: Db,
  environmentId: string,
  problem: string | null,
): Promise<void> {
  await db.$executeRaw`
    UPDATE "Environment" SET "storeProblem" = ${problem}
    WHERE "id" = ${environmentId} AND "storeProblem" IS DISTINCT FROM ${problem}`;
}
