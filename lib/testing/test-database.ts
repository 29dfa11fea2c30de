import { randomBytes } from "node:crypto";
import { afterAll, inject } from "vitest";
import type { Actor } from "#lib/access";
import { openDb, type Ctx, type Db } from "#lib/db";
import { databaseUrl, onServer } from "./on-server.ts";

export interface TestDatabase {
  db: Db;
  url: string;
  /** A context as verbs get it; without an actor it is the system. */
  ctx(actor?: Actor): Ctx;
}

const SYSTEM: Actor = { kind: "system", id: "test", name: "Test" };
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * A fresh migrated database of its own, cloned from the run's template and dropped after the suite. Call it at the top
 * of a test file or inside `describe`: `const { db, ctx } = await testDatabase()`.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const { adminUrl, template } = inject("postgres");
  const name = `understudy_test_${randomBytes(6).toString("hex")}`;
  await onServer(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = databaseUrl(adminUrl, name);
  const db = openDb(url, { max: 5 });
  afterAll(async () => {
    await db.$disconnect();
    await onServer(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  return { db, url, ctx: (actor = SYSTEM) => ({ actor, db, now: new Date(), log: SILENT }) };
}
