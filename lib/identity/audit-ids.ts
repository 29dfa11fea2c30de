import { Prisma, type Db } from "#lib/db";
import { findObjects } from "./audit-objects.ts";
import type { AuditFilter } from "./schema.ts";

const { sql, join } = Prisma;

/** Beyond an entry in a direction, `take` at most. */
export interface AuditStep {
  dir: "asc" | "desc";
  /** The entry that the last step ended with. */
  beyond?: bigint | undefined;
  take: number;
}

/** The ids of the entries a filter asks for, in their order, a part at a time. */
export type ReadAuditIds = (step: AuditStep) => Promise<bigint[]>;

/** A reader for one filter; both ends of the time are included, `q` finds who acted and what they acted on. */
export async function auditIdReader(db: Db, filter: AuditFilter): Promise<ReadAuditIds> {
  const query = await auditIdQuery(db, filter);
  return async (step) => {
    const rows = await db.$queryRaw<{ id: bigint }[]>(query(step));
    return rows.map(({ id }) => id);
  };
}

/**
 * The query of one filter. Entries come in the order of their ids, each filter's index has them so; within a time in the order of
 * its index, as a span long ago would be reached by way of everything since.
 */
export async function auditIdQuery(db: Db, filter: AuditFilter): Promise<(step: AuditStep) => Prisma.Sql> {
  const wanted = await conditionOf(db, filter);
  const isByTime = filter.since !== undefined || filter.until !== undefined;
  return ({ dir, beyond, take }) => {
    const order = dir === "asc" ? sql`ASC` : sql`DESC`;
    const than = dir === "asc" ? sql`>` : sql`<`;
    const [here, there] = isByTime
      ? [
          sql`(e."at", e."id")`,
          sql`((SELECT b."at" FROM "AuditEntry" b WHERE b."id" = ${beyond ?? 0}), ${beyond ?? 0})`,
        ]
      : [sql`e."id"`, sql`${beyond ?? 0}`];
    const from = beyond === undefined ? sql`true` : sql`${here} ${than} ${there}`;
    const by = isByTime ? sql`e."at" ${order}, e."id" ${order}` : sql`e."id" ${order}`;
    return sql`SELECT e."id" FROM "AuditEntry" e WHERE ${wanted} AND ${from} ORDER BY ${by} LIMIT ${take}`;
  };
}

/** Rows in the order of these ids. */
export function inOrder<Row extends { id: bigint }>(ids: readonly bigint[], rows: readonly Row[]): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
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
