import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";
import { auditWhere } from "./audit-where.ts";
import type { AuditPage, AuditQuery } from "./schema.ts";

/** Who did what, newest first. Continue with `cursor` = the page's `nextCursor`. */
export async function listAudit(ctx: Ctx, query: AuditQuery): Promise<AuditPage> {
  authorise(ctx.actor, "audit.read");
  const rows = await ctx.db.auditEntry.findMany({
    where: { ...auditWhere(query), ...(query.cursor && { id: { lt: BigInt(query.cursor) } }) },
    orderBy: { id: "desc" },
    take: query.size + 1,
    select: {
      id: true,
      at: true,
      actorKind: true,
      actorId: true,
      actorName: true,
      action: true,
      objectKind: true,
      objectId: true,
      before: true,
      after: true,
      requestId: true,
      tokenId: true,
    },
  });
  const items = rows
    .slice(0, query.size)
    .map((row) => ({ ...row, id: String(row.id), at: row.at.toISOString() }));
  const last = items.at(-1);
  return { items, ...(rows.length > query.size && last ? { nextCursor: last.id } : {}) };
}
