import { randomBytes } from "node:crypto";
import { afterAll, inject } from "vitest";
import type { Actor } from "#lib/access";
import { openDb, type Ctx, type Db } from "#lib/db";
import { databaseUrl, onServer } from "./on-server.ts";

export interface TestDatabase {
  /** As portal and worker are connected: by the product's role. */
  db: Db;
  /** Of the superuser, who owns the tables. */
  url: string;
  /** Of the product's role. */
  productUrl: string;
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
  const { adminUrl, template, productUrl: templateUrl } = inject("postgres");
  const name = `understudy_test_${randomBytes(6).toString("hex")}`;
  await onServer(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = databaseUrl(adminUrl, name);
  // Grants and policies are cloned with the template.
  const productUrl = databaseUrl(templateUrl, name);
  const db = openDb(productUrl, { max: 5 });
  afterAll(async () => {
    await db.$disconnect();
    await onServer(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  return { db, url, productUrl, ctx: (actor = SYSTEM) => ({ actor, db, now: new Date(), log: SILENT }) };
}
