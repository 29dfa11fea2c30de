import { may } from "#lib/access";
import { containing, type Ctx } from "#lib/db";
import { pageSlice } from "#lib/paging";
import { findVersion } from "./find-version.ts";
import { userNames } from "./publication-summary.ts";
import type { RevisionPage, RevisionQuery, VersionParams } from "./schema.ts";

/** A version's published states and where each is wanted now. `q` searches notes. */
export async function listRevisions(
  ctx: Ctx,
  at: VersionParams,
  query: RevisionQuery,
): Promise<RevisionPage> {
  const version = await findVersion(ctx, at);
  const where = {
    versionId: version.id,
    ...(query.q ? { note: containing(query.q) } : {}),
  };
  const [served, { draftEtag }, total, rows] = await Promise.all([
    readServed(ctx, version.id),
    ctx.db.version.findUniqueOrThrow({ where: { id: version.id }, select: { draftEtag: true } }),
    ctx.db.revision.count({ where }),
    ctx.db.revision.findMany({
      where,
      orderBy: [{ number: query.dir }, { id: query.dir }],
      ...pageSlice(query),
      select: {
        number: true,
        digest: true,
        rollsBackTo: true,
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
    rollsBackTo: row.rollsBackTo,
    note: row.note,
    createdAt: row.createdAt.toISOString(),
    createdBy: names.get(row.createdById) ?? row.createdById,
    environments: row.wantedBy.map((deployment) => deployment.environment.slug).sort(),
  }));
  return {
    items,
    total,
    page: query.page,
    size: query.size,
    served,
    draftEtag,
    mayRollBack: may(ctx.actor, "version.roll_back", version.api),
    mayPromote: may(ctx.actor, "version.promote", version.api),
    mayRestore: may(ctx.actor, "version.update", version.api),
  };
}

async function readServed({ db }: Ctx, versionId: string): Promise<RevisionPage["served"]> {
  const rows = await db.deployment.findMany({
    where: { versionId, wantedRevisionId: { not: null } },
    orderBy: [{ environment: { position: "asc" } }, { environmentId: "asc" }],
    take: 100,
    select: { environment: { select: { slug: true } }, wantedRevision: { select: { number: true } } },
  });
  return rows.flatMap(({ environment, wantedRevision }) =>
    wantedRevision ? [{ environment: environment.slug, revision: wantedRevision.number }] : [],
  );
}
