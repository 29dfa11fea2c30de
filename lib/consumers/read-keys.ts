import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { pageSlice, type Page } from "#lib/paging";
import { readAccessDelivery } from "./access-delivery.ts";
import { findApplication } from "./find.ts";
import { KEY, toKeys } from "./key-row.ts";
import type { ApplicationParams, KeyDetail, KeyParams, KeyQuery, KeySummary } from "./schema.ts";

/** An application's keys by page; `q` looks into names. Those to try something out are left out. */
export async function listKeys(ctx: Ctx, at: ApplicationParams, query: KeyQuery): Promise<Page<KeySummary>> {
  const { id: applicationId } = await findApplication(ctx, at);
  const where = {
    applicationId,
    isTrial: false,
    ...(query.environment === undefined ? {} : { environment: { slug: query.environment } }),
    ...(query.q === "" ? {} : { name: { contains: query.q, mode: "insensitive" as const } }),
    ...(query.usable ? { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: ctx.now } }] } : {}),
  };
  const { sort, dir } = query;
  const nullable = sort === "lastUsedAt" || sort === "expiresAt";
  const [rows, total] = await Promise.all([
    ctx.db.applicationKey.findMany({
      where,
      select: KEY,
      orderBy: [nullable ? { [sort]: { sort: dir, nulls: "last" } } : { [sort]: dir }, { id: dir }],
      ...pageSlice(query),
    }),
    ctx.db.applicationKey.count({ where }),
  ]);
  return { items: await toKeys(ctx, rows), total, page: query.page, size: query.size };
}

/** One key and how far its last change has come. Throws `not_found`. */
export async function getKey(ctx: Ctx, at: KeyParams): Promise<KeyDetail> {
  const { id: applicationId } = await findApplication(ctx, at);
  const row = await ctx.db.applicationKey.findFirst({ where: { id: at.id, applicationId }, select: KEY });
  if (!row) throw new AppError("not_found", "There is no such key.");
  const [key] = await toKeys(ctx, [row]);
  if (!key) throw new AppError("not_found", "There is no such key.");
  // After the enforcement: what is said to hold must not be shown as unwritten.
  const delivery = await readAccessDelivery(ctx, row.changeId);
  return { ...key, delivery };
}
