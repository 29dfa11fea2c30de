import { Prisma, type Db } from "#lib/db";
import { findObjects } from "./audit-objects.ts";
import type { AuditFilter } from "./schema.ts";

const { sql, join } = Prisma;

/** The ids of the entries a filter asks for, a part at a time: beyond an id in a direction, `take` at most. */
export type ReadAuditIds = (step: {
  dir: "asc" | "desc";
  beyond?: bigint;
  take: number;
}) => Promise<bigint[]>;

/** A reader for one filter; both ends of the time are included, `q` finds who acted and what they acted on. */
export async function auditIdReader(db: Db, filter: AuditFilter): Promise<ReadAuditIds> {
  const wanted = await conditionOf(db, filter);
  return async ({ dir, beyond, take }) => {
    const from =
      beyond === undefined ? sql`true` : dir === "asc" ? sql`e."id" > ${beyond}` : sql`e."id" < ${beyond}`;
    const order = dir === "asc" ? sql`ASC` : sql`DESC`;
    const rows = await db.$queryRaw<{ id: bigint }[]>`
      SELECT e."id" FROM "AuditEntry" e WHERE ${wanted} AND ${from} ORDER BY e."id" ${order} LIMIT ${take}`;
    return rows.map(({ id }) => id);
  };
}

async function conditionOf(db: Db, filter: AuditFilter): Promise<Prisma.Sql> {
  const { actorId, action, objectKind, objectId, since, until, q = "" } = filter;
  const conditions = [
    ...(actorId ? [sql`e."actorId" = ${actorId}`] : []),
    ...(action ? [sql`e."action" = ${action}`] : []),
    ...(objectKind ? [sql`e."objectKind" = ${objectKind}`] : []),
    ...(objectId ? [sql`e."objectId" = ${objectId}`] : []),
    ...(since ? [sql`e."at" >= ${since}::timestamptz`] : []),
    ...(until ? [sql`e."at" <= ${until}::timestamptz`] : []),
    ...(q.trim() === "" ? [] : [await about(db, q.trim())]),
  ];
  return conditions.length === 0 ? sql`true` : join(conditions, " AND ");
}

/** An id of something that is gone finds its entries still. However many objects are called like that, each counts. */
async function about(db: Db, q: string): Promise<Prisma.Sql> {
  const kinds = Map.groupBy(await findObjects(db, q), ({ kind }) => kind);
  const idsOf = (kind: string) => (kinds.get(kind) ?? []).map(({ id }) => id);
  const actedOn = [...kinds.keys()].map(
    (kind) => sql`(e."objectKind" = ${kind} AND e."objectId" = ANY(${idsOf(kind)}))`,
  );
  const acting = sql`e."actorId" = ANY(${[...idsOf("user"), q]})`;
  return sql`(${join([...actedOn, acting, sql`e."objectId" = ${q}`], " OR ")})`;
}
