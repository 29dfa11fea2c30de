import { authorise } from "#lib/access";
import type { Ctx } from "#lib/db";
import { auditIdReader, inOrder } from "./audit-ids.ts";
import { namesOfObjects } from "./audit-objects.ts";
import type { AuditPage, AuditQuery } from "./schema.ts";

/** Who did what, newest first. Continue with `cursor` = the page's `nextCursor`. */
export async function listAudit(ctx: Ctx, query: AuditQuery): Promise<AuditPage> {
  authorise(ctx.actor, "audit.read");
  const readIds = await auditIdReader(ctx.db, query);
  const ids = await readIds({
    dir: "desc",
    take: query.size + 1,
    ...(query.cursor === undefined ? {} : { beyond: BigInt(query.cursor) }),
  });
  const rows = await ctx.db.auditEntry.findMany({
    where: { id: { in: ids } },
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
  const shown = inOrder(ids, rows).slice(0, query.size);
  const names = await namesOfObjects(
    ctx.db,
    shown.map(({ objectId }) => objectId),
  );
  const items = shown.map((row) => ({
    ...row,
    id: String(row.id),
    at: row.at.toISOString(),
    objectName: names.get(row.objectId) ?? null,
  }));
  const last = items.at(-1);
  return { items, ...(rows.length > query.size && last ? { nextCursor: last.id } : {}) };
}
