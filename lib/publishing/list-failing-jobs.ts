import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import type { FailingJob, JobQuery } from "./schema.ts";

type Row = Omit<FailingJob, "nextRunAt" | "createdAt" | "updatedAt"> & {
  nextRunAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  total: number;
};

/** Background jobs whose last attempt failed. `q` searches task names. Empty before the worker's first start. */
export async function listFailingJobs(ctx: Ctx, query: JobQuery): Promise<Page<FailingJob>> {
  authorise(ctx.actor, "job.read");
  const page = { page: query.page, size: query.size };
  const [present] = await ctx.db.$queryRaw<{ found: boolean }[]>`
    SELECT to_regclass('graphile_worker.jobs') IS NOT NULL AS "found"`;
  if (!present?.found) return { items: [], total: 0, ...page };
  const { skip, take } = pageSlice(query);
  const newestFirst = query.dir === "desc";
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT "id"::text AS "id", "task_identifier" AS "task", "attempts"::int AS "attempts", "max_attempts"::int AS "maxAttempts",
      "last_error" AS "lastError", CASE WHEN "attempts" < "max_attempts" THEN "run_at" END AS "nextRunAt",
      "created_at" AS "createdAt", "updated_at" AS "updatedAt", count(*) OVER ()::int AS "total"
    FROM graphile_worker.jobs
    WHERE "last_error" IS NOT NULL AND position(lower(${query.q}) in lower("task_identifier")) > 0
    ORDER BY CASE WHEN ${newestFirst} THEN "updated_at" END DESC, "updated_at" ASC, "id" ASC
    LIMIT ${take} OFFSET ${skip}`;
  const items = rows.map(({ total: _total, ...row }) => ({
    ...row,
    nextRunAt: row.nextRunAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }));
  return { items, total: rows[0]?.total ?? 0, ...page };
}
