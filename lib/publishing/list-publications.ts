import { may } from "#lib/access";
import { containing, type Ctx } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import { findVersion } from "./find-version.ts";
import { PUBLICATION_FIELDS, toSummary, userNames } from "./publication-summary.ts";
import type { PublicationQuery, PublicationSummary, VersionParams } from "./schema.ts";

/** What was asked to be live, newest first unless asked otherwise. `q` searches notes. */
export async function listPublications(
  ctx: Ctx,
  at: VersionParams,
  query: PublicationQuery,
): Promise<Page<PublicationSummary>> {
  const version = await findVersion(ctx, at);
  const where = {
    versionId: version.id,
    ...(query.environment ? { environment: { slug: query.environment } } : {}),
    ...(query.q ? { revision: { note: containing(query.q) } } : {}),
  };
  const [total, rows] = await Promise.all([
    ctx.db.publication.count({ where }),
    ctx.db.publication.findMany({
      where,
      orderBy: [{ [query.sort]: query.dir }, { id: query.dir }],
      ...pageSlice(query),
      select: PUBLICATION_FIELDS,
    }),
  ]);
  const names = await userNames(
    ctx,
    rows.map((row) => row.requestedById),
  );
  const reader = { names, seesReview: may(ctx.actor, "review.read", version.api) };
  return { items: rows.map((row) => toSummary(row, reader)), total, page: query.page, size: query.size };
}
