import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { AppError } from "#lib/errors";
import { migrateJobs } from "./migrate-jobs.ts";

/** The advisory lock that Prisma's own `migrate deploy` takes: the two never run at once. */
const LOCK_KEY = 72_707_369;
const LOCK_WAIT_MS = 60_000;
const CONNECT_MS = 10_000;

/** The table exactly as Prisma makes it, so that `prisma migrate deploy` and `status` go on from here. */
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

interface Applied {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
  rolled_back_at: Date | null;
}

/**
 * Applies the migrations of `folder` (`<timestamp>_<name>/migration.sql`) that the database does not have yet, in order,
 * and returns their names. Each runs in one transaction. Throws `conflict` when an earlier one failed half-way, was
 * edited after it was applied, or is not in the folder (a newer product was here). The tables of background jobs follow.
 */
export async function migrate(url: string, folder: string): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = await connect(url);
  try {
    // Unlocks with the session, however this ends.
    await client.query(`SET lock_timeout = ${LOCK_WAIT_MS}`);
    await client.query("SELECT pg_advisory_lock($1)", [LOCK_KEY]);
    await client.query("SET lock_timeout = DEFAULT");
    const pending = pendingOf(migrations, await readApplied(client));
    for (const migration of pending) await apply(client, migration);
    await migrateJobs(url);
    return pending.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  // A lost connection also fails the query that runs; without a listener it would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (cause) {
    throw new AppError("unavailable", "Cannot connect to the database. Check DATABASE_URL.", { cause });
  }
  return client;
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((item) => item.isDirectory())
    .map((item) => item.name);
  return Promise.all(
    names.toSorted().map(async (name) => {
      const sql = await readFile(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

async function readApplied(client: pg.Client): Promise<Applied[]> {
  await client.query(TABLE);
  const { rows } = await client.query<Applied>(
    "SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations WHERE rolled_back_at IS NULL",
  );
  return rows;
}

function pendingOf(migrations: Migration[], applied: Applied[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const name = row.migration_name;
    const migration = known.get(name);
    if (!row.finished_at) {
      throw new AppError(
        "conflict",
        `Migration ${name} failed earlier. Repair the database, then delete its row in _prisma_migrations.`,
      );
    }
    if (!migration) {
      throw new AppError(
        "conflict",
        `The database has migration ${name}, which this version does not know. Start the newer version.`,
      );
    }
    if (migration.checksum !== row.checksum) {
      throw new AppError(
        "conflict",
        `Migration ${name} was edited after it was applied. Restore the file and add a new migration.`,
      );
    }
  }
  const done = new Set(applied.map((row) => row.migration_name));
  return migrations.filter((migration) => !done.has(migration.name));
}

/** SQL and row in one transaction: a run that is killed leaves nothing, and the next starts where it stood. */
async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("COMMIT");
  } catch (cause) {
    throw new AppError("internal", `Migration ${migration.name} failed: ${String(cause)}`, { cause });
  }
}
