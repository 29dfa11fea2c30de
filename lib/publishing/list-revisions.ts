import { may } from "#lib/access";
import { containing, type Ctx, type Prisma } from "#lib/db";
import { INT4_MAX } from "#lib/ids/schema";
import { pageSlice } from "#lib/paging";
import { findVersion } from "./find-version.ts";
import { RELIED_ON, REVIEWED, toAllowance, userNames, type Reader } from "./publication-summary.ts";
import type { RevisionPage, RevisionQuery, RevisionSummary, VersionParams } from "./schema.ts";

const WENT_LIVE = {
  where: { action: "publish", grounds: { not: "carried_on" } },
  orderBy: [{ requestedAt: "desc" }, { id: "desc" }],
  take: 10,
  select: {
    environment: { select: { slug: true } },
    road: true,
    promotedFrom: true,
    grounds: true,
    reviewId: true,
    waivers: RELIED_ON,
    review: REVIEWED,
    requestedById: true,
    requestedAt: true,
  },
} as const satisfies Prisma.Revision$publicationsArgs;

const REVISION = {
  number: true,
  digest: true,
  rollsBackTo: true,
  note: true,
  createdAt: true,
  createdById: true,
  wantedBy: { select: { environment: { select: { slug: true } } } },
  publications: WENT_LIVE,
} as const satisfies Prisma.RevisionSelect;

type Row = Prisma.RevisionGetPayload<{ select: typeof REVISION }>;

/** A version's published states and where each is wanted now. `q` searches notes, and finds a revision by its number. */
export async function listRevisions(
  ctx: Ctx,
  at: VersionParams,
  query: RevisionQuery,
): Promise<RevisionPage> {
  const version = await findVersion(ctx, at);
  const where = {
    versionId: version.id,
    ...(query.q ? { OR: [{ note: containing(query.q) }, ...numbered(query.q)] } : {}),
  };
  const [served, { draftEtag }, total, rows] = await Promise.all([
    readServed(ctx, version.id),
    ctx.db.version.findUniqueOrThrow({ where: { id: version.id }, select: { draftEtag: true } }),
    ctx.db.revision.count({ where }),
    ctx.db.revision.findMany({
      where,
      orderBy: [{ number: query.dir }, { id: query.dir }],
      ...pageSlice(query),
      select: REVISION,
    }),
  ]);
  const names = await userNames(
    ctx,
    rows.flatMap((row) => [row.createdById, ...row.publications.map((one) => one.requestedById)]),
  );
  const reader = { names, seesReview: may(ctx.actor, "review.read", version.api) };
  const items = rows.map((row) => toSummary(row, reader));
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

function numbered(q: string): { number: number }[] {
  const number = Number(q);
  return Number.isInteger(number) && number > 0 && number <= INT4_MAX ? [{ number }] : [];
}

function toSummary(row: Row, { names, seesReview }: Reader): RevisionSummary {
  return {
    number: row.number,
    digest: row.digest,
    rollsBackTo: row.rollsBackTo,
    note: row.note,
    createdAt: row.createdAt.toISOString(),
    createdBy: names.get(row.createdById) ?? row.createdById,
    environments: row.wantedBy.map((deployment) => deployment.environment.slug).sort(),
    wentLive: row.publications.map((one) => ({
      environment: one.environment.slug,
      ...toAllowance(one, { digest: row.digest, seesReview }),
      by: names.get(one.requestedById) ?? one.requestedById,
      at: one.requestedAt.toISOString(),
    })),
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
