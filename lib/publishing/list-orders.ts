import type { Ctx } from "#lib/db";
import { pageSlice, type Page } from "#lib/paging";
import { findVersion } from "./find-version.ts";
import { ORDER_FIELDS, toOrder } from "./get-order.ts";
import type { OrderQuery, OrderSummary, VersionParams } from "./schema.ts";

/** What people on call have ordered for a version, newest first. */
export async function listOrders(
  ctx: Ctx,
  at: VersionParams,
  query: OrderQuery,
): Promise<Page<OrderSummary>> {
  const { id: versionId } = await findVersion(ctx, at);
  const where = { versionId, ...(query.environment ? { environment: { slug: query.environment } } : {}) };
  const [total, rows] = await Promise.all([
    ctx.db.controlOrder.count({ where }),
    ctx.db.controlOrder.findMany({
      where,
      orderBy: [{ requestedAt: query.dir }, { id: query.dir }],
      ...pageSlice(query),
      select: ORDER_FIELDS,
    }),
  ]);
  return { items: rows.map(toOrder), total, page: query.page, size: query.size };
}
