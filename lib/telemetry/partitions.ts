import { Prisma, type Db, type Tx } from "#lib/db";
import { PARTITIONED, PARTITIONED_TABLES, type Partition, type PartitionedTable } from "./partition-plan.ts";

/** Of those who make partitions, one at a time. */
const LOCK = Prisma.sql`SELECT pg_advisory_xact_lock(hashtext('telemetry partitions'))`;
/** Dropping one locks its table for a moment; behind a long query it gives way, and is tried again. */
const LOCK_WAIT = Prisma.sql`SET LOCAL lock_timeout = '2s'`;

/** Makes those that are missing; returns their names. Without any it is one look into the catalogue. */
export async function ensurePartitions(db: Db, wanted: readonly Partition[]): Promise<string[]> {
  if ((await missingOf(db, wanted)).length === 0) return [];
  return db.$transaction(
    async (tx) => {
      await tx.$executeRaw`${LOCK}`;
      const missing = await missingOf(tx, wanted);
      for (const { table, from } of missing)
        await tx.$executeRaw`SELECT make_telemetry_partition(${table}, ${new Date(from)})`;
      return missing.map(({ name }) => name);
    },
    { timeout: 20_000, maxWait: 5_000 },
  );
}

/** A query of the catalogue, and no `to_regclass`: that may not see yet what was made while the lock was waited for. */
async function missingOf(db: Tx, wanted: readonly Partition[]): Promise<Partition[]> {
  if (wanted.length === 0) return [];
  const names = wanted.map(({ name }) => name);
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT "name" FROM unnest(${names}::text[]) AS "name" WHERE NOT EXISTS (
      SELECT 1 FROM pg_class c WHERE c.relname = "name" AND c.relnamespace = 'partitions'::regnamespace)`;
  const missing = new Set(rows.map(({ name }) => name));
  return wanted.filter(({ name }) => missing.has(name));
}

/** Drops the partitions that are past their retention as a whole, by the database's clock; returns their names. */
export async function dropPastPartitions(db: Db): Promise<string[]> {
  const dropped: string[] = [];
  for (const table of PARTITIONED_TABLES) {
    for (const { name } of await pastOf(db, table)) {
      await db.$transaction(async (tx) => {
        await tx.$executeRaw`${LOCK_WAIT}`;
        await tx.$executeRaw`SELECT drop_past_telemetry_partition(${name})`;
      });
      dropped.push(name);
    }
  }
  return dropped;
}

async function pastOf(db: Db, table: PartitionedTable): Promise<{ name: string }[]> {
  return db.$queryRaw<{ name: string }[]>`
    SELECT c.relname::text AS "name" FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = to_regclass(quote_ident(${table}))
      AND (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''([^'']+)''\\)'))[1]::timestamptz
        <= now() - make_interval(days => ${PARTITIONED[table].keepDays}::int)
    ORDER BY 1`;
}
