import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder, testDatabase } from "#lib/testing";
import { migrate } from "./migrate.ts";

const INIT = "20260101000000_init";
const NEXT = "20260102000000_next";

describe("migrate", async () => {
  const { url } = await testDatabase();
  const admin = new pg.Pool({ connectionString: url, max: 1 });
  const folder = temporaryFolder("migrations");

  const write = (name: string, sql: string): void => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, "migration.sql"), sql);
  };
  const tables = async (): Promise<string[]> => {
    const { rows } = await admin.query(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    );
    return rows.map((row: { tablename: string }) => row.tablename);
  };

  beforeEach(async () => {
    await admin.query(
      "DROP SCHEMA IF EXISTS store, partitions CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public",
    );
    rmSync(folder, { recursive: true, force: true });
    write(INIT, "CREATE TABLE one (id int);");
    writeFileSync(join(folder, "migration_lock.toml"), 'provider = "postgresql"\n');
  });
  afterAll(async () => {
    await admin.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it("applies what is missing, in order, once", async () => {
    expect(await migrate(url, folder)).toEqual([INIT]);
    write(NEXT, "CREATE TABLE two (id int); INSERT INTO one VALUES (1);");
    expect(await migrate(url, folder)).toEqual([NEXT]);
    expect(await migrate(url, folder)).toEqual([]);
    expect(await tables()).toEqual(["_prisma_migrations", "one", "two"]);
  });

  it("keeps the rows as Prisma keeps them", async () => {
    await migrate(url, folder);
    const { rows } = await admin.query("SELECT * FROM _prisma_migrations");
    expect(rows).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        // printf 'CREATE TABLE one (id int);' | sha256sum
        checksum: "04a23a219a95ac16cc1a98a9a3789601d0a1ec6c704cf84c991592b0ba740e6b",
        finished_at: expect.any(Date),
        migration_name: INIT,
        logs: null,
        rolled_back_at: null,
        started_at: expect.any(Date),
        applied_steps_count: 1,
      },
    ]);
  });

  it("undoes a migration that fails, names it, and goes on once it is repaired", async () => {
    write(NEXT, "CREATE TABLE two (id int); SELECT * FROM nowhere;");
    await expect(migrate(url, folder)).rejects.toThrow(new RegExp(`${NEXT} failed.*nowhere`));
    expect(await tables()).toEqual(["_prisma_migrations", "one"]);
    write(NEXT, "CREATE TABLE two (id int);");
    expect(await migrate(url, folder)).toEqual([NEXT]);
  });

  it("refuses a migration that was edited after it was applied", async () => {
    await migrate(url, folder);
    write(INIT, "CREATE TABLE one (id bigint);");
    await expect(migrate(url, folder)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("edited"),
    });
  });

  it("refuses a database that a newer version migrated", async () => {
    write(NEXT, "SELECT 1;");
    await migrate(url, folder);
    rmSync(join(folder, NEXT), { recursive: true });
    await expect(migrate(url, folder)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(NEXT),
    });
  });

  it("refuses to go on over a migration that Prisma left half-way", async () => {
    await migrate(url, folder);
    await admin.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'y', '${NEXT}')`,
    );
    await expect(migrate(url, folder)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("failed earlier"),
    });
  });

  it("lets only one of several runs apply each migration", async () => {
    write(NEXT, "SELECT pg_sleep(0.1); CREATE TABLE two (id int);");
    const runs = await Promise.all([migrate(url, folder), migrate(url, folder), migrate(url, folder)]);
    expect(runs.flat().toSorted()).toEqual([INIT, NEXT]);
  });

  it("says so when there is no database", async () => {
    await expect(migrate("postgres://x:y@127.0.0.1:1/none", folder)).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  it("applies the product's own migrations to an empty database", async () => {
    rmSync(folder, { recursive: true, force: true });
    cpSync("prisma/migrations", folder, { recursive: true });
    const applied = await migrate(url, folder);
    expect(applied.length).toBeGreaterThanOrEqual(2);
    expect(await tables()).toContain("Api");
  });
});
