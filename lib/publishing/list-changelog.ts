import { containing, type Ctx } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import { SERVED_PARTS, type ChangelogEntry, type ChangelogQuery } from "./changelog-schema.ts";
import { ContractComparison } from "./compare-schema.ts";
import { findVersion } from "./find-version.ts";
import { userNames } from "./publication-summary.ts";
import type { VersionParams } from "./schema.ts";

/** What each revision of a version changed for its consumers. `q` searches notes. */
export async function listChangelog(
  ctx: Ctx,
  at: VersionParams,
  query: ChangelogQuery,
): Promise<Page<ChangelogEntry>> {
  const version = await findVersion(ctx, at);
  const where = { versionId: version.id, ...(query.q ? { note: containing(query.q) } : {}) };
  const [total, rows] = await Promise.all([
    ctx.db.revision.count({ where }),
    ctx.db.revision.findMany({
      where,
      orderBy: [{ number: query.dir }, { id: query.dir }],
      ...pageSlice(query),
      select: {
        number: true,
        note: true,
        createdAt: true,
        createdById: true,
        wantedBy: { select: { environment: { select: { slug: true } } } },
        change: { select: { contract: true, served: true } },
      },
    }),
  ]);
  const names = await userNames(
    ctx,
    rows.map((row) => row.createdById),
  );
  const items = rows.map(({ change, ...row }) => ({
    number: row.number,
    note: row.note,
    createdAt: row.createdAt.toISOString(),
    createdBy: names.get(row.createdById) ?? row.createdById,
    environments: row.wantedBy.map((deployment) => deployment.environment.slug).sort(),
    isFirst: row.number === 1,
    contract: change ? ContractComparison.parse(change.contract) : null,
    served: SERVED_PARTS.filter((part) => change?.served.includes(part)),
  }));
  return { items, total, page: query.page, size: query.size };
}
