import { containing, type Ctx } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import { findVersion } from "./find-version.ts";
import { userNames } from "./publication-summary.ts";
import type { RevisionQuery, RevisionSummary, VersionParams } from "./schema.ts";

/** A version's published states and where each is wanted now. `q` searches notes. */
export async function listRevisions(
  ctx: Ctx,
  at: VersionParams,
  query: RevisionQuery,
): Promise<Page<RevisionSummary>> {
  const version = await findVersion(ctx, at);
  const where = {
    versionId: version.id,
    ...(query.q ? { note: containing(query.q) } : {}),
  };
  const [total, rows] = await Promise.all([
    ctx.db.revision.count({ where }),
    ctx.db.revision.findMany({
      where,
      orderBy: [{ number: query.dir }, { id: query.dir }],
      ...pageSlice(query),
      select: {
        number: true,
        digest: true,
        note: true,
        createdAt: true,
        createdById: true,
        wantedBy: { select: { environment: { select: { slug: true } } } },
      },
    }),
  ]);
  const names = await userNames(
    ctx,
    rows.map((row) => row.createdById),
  );
  const items = rows.map((row) => ({
    number: row.number,
    digest: row.digest,
    note: row.note,
    createdAt: row.createdAt.toISOString(),
    createdBy: names.get(row.createdById) ?? row.createdById,
    environments: row.wantedBy.map((deployment) => deployment.environment.slug).sort(),
  }));
  return { items, total, page: query.page, size: query.size };
}
