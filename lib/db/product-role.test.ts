import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGatewayRole, openStore } from "#lib/store";
import { onServer, testDatabase } from "#lib/testing";
import { change } from "./change.ts";
import { openDb, type Db } from "./client.ts";
import { enqueue } from "./enqueue.ts";
import type { Ctx } from "./context.ts";
import { migrate } from "./migrate.ts";
import { ensureProductRole, type ProductRole } from "./product-role.ts";

const PASSWORD = "p/w:1";
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

function addressOf(role: ProductRole): string {
  if ("url" in role) return role.url;
  throw new Error(role.refused);
}

const userOf = (url: string) => new URL(url).username;

function ctxOf(db: Db): Ctx {
  return { actor: { kind: "system", id: "test", name: "Test" }, db, now: new Date(), log: SILENT };
}

async function write(ctx: Ctx, id: string): Promise<void> {
  const deed = { action: "team.create", kind: "team", id } as const;
  await change(ctx, deed, async (tx) => {
    await tx.team.create({ data: { id, slug: id, name: id } });
    return { result: undefined, after: { name: id } };
  });
}

async function asDb<T>(url: string, run: (db: Db) => Promise<T>): Promise<T> {
  const db = openDb(url, { max: 2 });
  try {
    return await run(db);
  } finally {
    await db.$disconnect();
  }
}

/** What every part of the product does with its database, audit first. `entries` is how many that makes. */
async function worksOn(url: string, entries: number): Promise<void> {
  await asDb(url, async (db) => {
    await write(ctxOf(db), `team_${randomBytes(4).toString("hex")}`);
    const [waiting] = await db.auditUnsealed.findMany();
    const seal = { position: BigInt(entries), entryId: waiting?.entryId ?? 0n, hash: "h" };
    await db.$transaction([db.auditSeal.create({ data: seal }), db.auditUnsealed.deleteMany()]);
    expect(await db.auditEntry.count()).toBe(entries);
    await db.$transaction((tx) => enqueue(tx, { task: "expire-links", payload: {} }));
    const jobs = await db.$queryRaw`SELECT count(*)::int AS "count" FROM graphile_worker.jobs`;
    expect(jobs).toEqual([{ count: entries }]);
  });
  const store = openStore(url);
  const before = (await store.read("production")).storeRevision;
  await store.commit("production", {
    expectedRevision: before,
    storeRevision: before + 1,
    puts: [{ key: "routes/a/v1", value: "{}" }],
  });
  expect(await store.get("production", "routes/a/v1")).toMatchObject({ storeRevision: before + 1 });
  await store.close();
}

/** By what the role holds, not by the audit's triggers. */
async function refused(url: string, statement: string): Promise<void> {
  const error: unknown = await onServer(url, statement).catch((refusal: unknown) => refusal);
  const message: unknown = expect.not.stringContaining("append-only");
  expect({ statement, error }).toMatchObject({ error: { code: "42501", message } });
}

describe("the product's role on a database that was filled by its owner", async () => {
  const { url } = await testDatabase();
  let product = "";
  beforeAll(async () => {
    await worksOn(url, 1);
    product = addressOf(await ensureProductRole(url, PASSWORD));
  });
  afterAll(() => onServer(url, `DROP OWNED BY ${userOf(product)}; DROP ROLE ${userOf(product)}`));

  it("works on what the owner left, and goes on after a renewal", async () => {
    await worksOn(product, 2);
    expect(await ensureProductRole(url, PASSWORD)).toEqual({ url: product });
    await worksOn(product, 3);
  });

  it("is one for each database, and is renewed by several at once", async () => {
    const renewed = await Promise.all(Array.from({ length: 3 }, () => ensureProductRole(url, PASSWORD)));
    expect(renewed).toEqual([{ url: product }, { url: product }, { url: product }]);
    expect(userOf(product)).toMatch(/^understudy_product_understudy_test_[0-9a-f]{12}_[0-9a-f]{12}$/);
  });

  it("reaches what a later migration made once it is renewed, and loses what it was granted besides", async () => {
    const role = userOf(product);
    await onServer(
      url,
      `CREATE TABLE public."Later" (id int);
       GRANT UPDATE, TRUNCATE ON "AuditEntry" TO ${role};
       GRANT UPDATE ("hash") ON "AuditSeal" TO ${role};
       GRANT USAGE, CREATE ON SCHEMA partitions TO ${role};
       GRANT CREATE ON SCHEMA public TO ${role};
       GRANT ALL ON ALL TABLES IN SCHEMA partitions TO ${role};
       GRANT CREATE, TEMPORARY ON DATABASE ${new URL(url).pathname.slice(1)} TO ${role};
       GRANT pg_write_all_data TO ${role};
       ALTER ROLE ${role} CREATEDB CREATEROLE BYPASSRLS INHERIT`,
    );
    await onServer(product, `CREATE TABLE public.mine (id int); DROP TABLE public.mine`);
    expect(await ensureProductRole(url, PASSWORD)).toEqual({ url: product });
    await onServer(product, `SELECT * FROM "Later"; INSERT INTO "Later" VALUES (1)`);
    for (const statement of [
      `UPDATE "AuditEntry" SET "actorName" = ''`,
      `UPDATE "AuditSeal" SET "hash" = ''`,
      `TRUNCATE "AuditEntry"`,
      `CREATE TABLE public.mine (id int)`,
      `CREATE TABLE partitions.mine (id int)`,
      `CREATE TEMP TABLE mine (id int)`,
      `CREATE SCHEMA mine`,
      `SET ROLE pg_write_all_data`,
      `CREATE ROLE mine`,
      `CREATE DATABASE mine`,
    ])
      await refused(product, statement);
    await worksOn(product, 4);
  });

  it("is told apart from a gateway's, whose view stays its own", async () => {
    const gateway = await createGatewayRole(url, { environment: "sandbox", node: "gw", password: "g" });
    const store = openStore(gateway);
    expect(await store.get("production", "routes/a/v1")).toBeUndefined();
    await store.close();
    for (const statement of ["SELECT * FROM graphile_worker.jobs", `SET ROLE ${userOf(product)}`])
      await refused(gateway, statement);
  });

  it("gives way, with the reason, where the server does not let it in", async () => {
    await onServer(url, `ALTER ROLE ${userOf(product)} VALID UNTIL '2000-01-01'`);
    expect(await ensureProductRole(url, PASSWORD)).toEqual({
      refused: expect.stringContaining(`does not let ${userOf(product)} in`),
    });
    await onServer(url, `ALTER ROLE ${userOf(product)} VALID UNTIL 'infinity'`);
  });
});

describe("an owner that is no superuser", async () => {
  const { url: adminUrl } = await testDatabase();
  const name = `understudy_owned_${randomBytes(6).toString("hex")}`;
  const owned = new URL(adminUrl);
  owned.pathname = `/${name}`;
  owned.username = name;
  owned.password = "o";
  let product = "";
  beforeAll(async () => {
    await onServer(adminUrl, `CREATE ROLE ${name} LOGIN PASSWORD 'o'`);
    await onServer(adminUrl, `CREATE DATABASE ${name} OWNER ${name}`);
    await migrate(owned.href, "prisma/migrations");
  });
  afterAll(async () => {
    await onServer(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    await onServer(adminUrl, `DROP ROLE IF EXISTS ${userOf(product)}, ${name}`);
  });

  it("is told how to be able to make roles when it is not", async () => {
    expect(await ensureProductRole(owned.href, PASSWORD)).toEqual({
      refused: expect.stringContaining(`Run ALTER ROLE "${name}" CREATEROLE`),
    });
  });

  it("makes and renews one with CREATEROLE alone, and renews its grants without", async () => {
    await onServer(adminUrl, `ALTER ROLE ${name} CREATEROLE`);
    product = addressOf(await ensureProductRole(owned.href, "first"));
    await worksOn(product, 1);
    product = addressOf(await ensureProductRole(owned.href, PASSWORD));
    await createGatewayRole(owned.href, { environment: "production", node: name, password: "g" });
    await worksOn(product, 2);
    await onServer(adminUrl, `ALTER ROLE ${name} NOCREATEROLE`);
    await onServer(owned.href, `CREATE TABLE public."Later" (id int)`);
    expect(await ensureProductRole(owned.href, PASSWORD)).toEqual({ url: product });
    await onServer(product, `SELECT * FROM "Later"`);
    expect(await ensureProductRole(owned.href, "another")).toHaveProperty("refused");
    await refused(product, `UPDATE "AuditEntry" SET "actorName" = ''`);
  });

  it("is told when its role cannot be renewed by it", async () => {
    const other = `understudy_other_${randomBytes(6).toString("hex")}`;
    await onServer(adminUrl, `CREATE ROLE ${other} LOGIN CREATEROLE PASSWORD 'o'`);
    const url = new URL(owned);
    url.username = other;
    await expect(ensureProductRole(url.href, "another")).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("Cannot make the database role"),
    });
    await onServer(adminUrl, `DROP ROLE ${other}`);
  });
});

describe("a server that is away", () => {
  it("is said to be, and nothing is given way to", async () => {
    await expect(ensureProductRole("postgres://a:b@127.0.0.1:1/none", PASSWORD)).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});
