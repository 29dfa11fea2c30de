import { containing, type Ctx, type Prisma } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import { findVersion } from "./find.ts";
import type { OperationDto, OperationQuery, VersionParams } from "./schema.ts";

/** A version's operations by page, in the document's order unless sorted. `q`: paths, summaries, ids and tags. */
export async function listOperations(
  ctx: Ctx,
  at: VersionParams,
  query: OperationQuery,
): Promise<Page<OperationDto>> {
  const version = await findVersion(ctx, at);
  const where: Prisma.OperationWhereInput = { versionId: version.id, ...search(query.q) };
  const [items, total] = await Promise.all([
    ctx.db.operation.findMany({
      where,
      select: { method: true, path: true, operationId: true, summary: true, tags: true, deprecated: true },
      orderBy: [{ [query.sort]: query.dir }, { id: query.dir }],
      ...pageSlice(query),
    }),
    ctx.db.operation.count({ where }),
  ]);
  return { items, total, page: query.page, size: query.size };
}

function search(q: string): Prisma.OperationWhereInput {
  if (q === "") return {};
  const contains = containing(q);
  return {
    OR: [
      { path: contains },
      { summary: contains },
      { operationId: contains },
      { tags: { has: q } },
      { method: q.toUpperCase() },
    ],
  };
}
