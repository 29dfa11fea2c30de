import type { Prisma } from "#lib/db";
import type { AuditFilter } from "./schema.ts";

/** The entries a filter asks for; both ends of the time are included. */
export function auditWhere(filter: AuditFilter): Prisma.AuditEntryWhereInput {
  const { actorId, action, objectKind, objectId, since, until } = filter;
  return {
    ...(actorId && { actorId }),
    ...(action && { action }),
    ...(objectKind && { objectKind }),
    ...(objectId && { objectId }),
    ...((since || until) && { at: { ...(since && { gte: since }), ...(until && { lte: until }) } }),
  };
}
