import { authorise } from "#lib/access";
import { containing, visibleApis, type Ctx, type Prisma } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import { API_SUMMARY, toApiSummaries } from "./api-summary.ts";
import type { ApiQuery, ApiSummary } from "./schema.ts";

/** Below this many characters a search would match nearly every operation. */
const OPERATION_SEARCH_MIN = 3;

/** The APIs the actor may see, by page. What is invisible neither appears nor counts. */
export async function listApis(ctx: Ctx, query: ApiQuery): Promise<Page<ApiSummary>> {
  authorise(ctx.actor, "api.read", { visibility: "public" });
  const where = { AND: [visibleApis(ctx.actor), ...filters(query), ...search(query.q)] };
  const [rows, total] = await Promise.all([
    ctx.db.api.findMany({
      where,
      select: API_SUMMARY,
      orderBy: [{ [query.sort]: query.dir }, { id: query.dir }],
      ...pageSlice(query),
    }),
    ctx.db.api.count({ where }),
  ]);
  return { items: await toApiSummaries(ctx.db, rows), total, page: query.page, size: query.size };
}

function filters(query: ApiQuery): Prisma.ApiWhereInput[] {
  return [
    ...(query.team === undefined ? [] : [{ team: { slug: query.team } }]),
    ...(query.tier === undefined ? [] : [{ tier: query.tier }]),
    ...(query.kind === undefined ? [] : [{ kind: query.kind }]),
    ...(query.stage === undefined ? [] : [{ versions: { some: { stage: query.stage } } }]),
  ];
}

function search(q: string): Prisma.ApiWhereInput[] {
  if (q === "") return [];
  const contains = containing(q);
  const own: Prisma.ApiWhereInput[] = [{ name: contains }, { slug: contains }, { summary: contains }];
  if (q.length < OPERATION_SEARCH_MIN) return [{ OR: own }];
  const operation = { OR: [{ path: contains }, { summary: contains }, { operationId: contains }] };
  return [{ OR: [...own, { versions: { some: { operations: { some: operation } } } }] }];
}
