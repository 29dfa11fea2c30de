import type { Db, Prisma } from "#lib/db";
import { findObjects } from "./audit-objects.ts";
import type { AuditFilter } from "./schema.ts";

/** The entries a filter asks for; both ends of the time are included, `q` finds who acted and what they acted on. */
export async function auditWhere(db: Db, filter: AuditFilter): Promise<Prisma.AuditEntryWhereInput> {
  const { actorId, action, objectKind, objectId, since, until, q = "" } = filter;
  return {
    ...(actorId && { actorId }),
    ...(action && { action }),
    ...(objectKind && { objectKind }),
    ...(objectId && { objectId }),
    ...((since || until) && { at: { ...(since && { gte: since }), ...(until && { lte: until }) } }),
    ...(q.trim() !== "" && { OR: await about(db, q) }),
  };
}

/** An id of something that is gone finds its entries still. */
async function about(db: Db, q: string): Promise<Prisma.AuditEntryWhereInput[]> {
  const found = await findObjects(db, q);
  const kinds = Map.groupBy(found, ({ kind }) => kind);
  const idsOf = (kind: string) => (kinds.get(kind) ?? []).map(({ id }) => id);
  return [
    ...[...kinds.keys()].map((objectKind) => ({ objectKind, objectId: { in: idsOf(objectKind) } })),
    { actorId: { in: idsOf("user") } },
    { actorId: q.trim() },
    { objectId: q.trim() },
  ];
}
