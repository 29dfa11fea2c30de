import type { Db } from "#lib/db";

/** How many judgements of what is live of one API wait for the worker. */
export async function judgementsOf(db: Db, apiId: string): Promise<number> {
  const [found] = await db.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM graphile_worker.jobs WHERE "key" = ${`judge-live:${apiId}`}`;
  return found?.n ?? 0;
}
