import { spawn } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { change, openDb, type Ctx } from "#lib/db";
import { eventually, makeUser, onServer, testDatabase, type TestDatabase } from "#lib/testing";
import { sealAudit, verifyAudit } from "./index.ts";

/** Leaves one audit entry, as every verb does. */
async function write(ctx: Ctx, id: string): Promise<void> {
  const deed = { action: "team.create", kind: "team", id } as const;
  await change(ctx, deed, async () => ({ result: undefined, after: { name: id, size: 1.5 } }));
}

async function written({ ctx }: TestDatabase, count: number): Promise<void> {
  for (let index = 1; index <= count; index += 1) await write(ctx(), `team_${index}`);
}

/** What only the tables' owner can do: switch the trigger off, and on again. */
async function tamper(url: string, table: string, statement: string): Promise<void> {
  await onServer(
    url,
    `ALTER TABLE "${table}" DISABLE TRIGGER USER; ${statement}; ALTER TABLE "${table}" ENABLE ALWAYS TRIGGER audit_append_only`,
  );
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

const INSERT = `INSERT INTO "AuditEntry" ("at", "actorKind", "actorId", "actorName", "action", "objectKind", "objectId")
  VALUES (now(), 'system', 'test', 'Test', 'team.create', 'team', $1)`;

const SEAL_ELSEWHERE = `
  import { openDb } from "#lib/db";
  import { sealAudit } from "#lib/identity";
  const log = { info() {}, warn() {}, error() {} };
  await sealAudit({ actor: { kind: "system", id: "t", name: "t" }, db: openDb(process.argv[1]), now: new Date(), log });`;

const WRITE_ELSEWHERE = `
  import { change, openDb } from "#lib/db";
  const log = { info() {}, warn() {}, error() {} };
  const ctx = { actor: { kind: "system", id: "t", name: "t" }, db: openDb(process.argv[1]), now: new Date(), log };
  await change(ctx, { action: "team.create", kind: "team", id: "team_half" }, async (tx) => {
    await tx.team.create({ data: { id: "team_half", slug: "half", name: "Half" } });
    return { result: undefined };
  });`;

const TAMPERING = [
  `UPDATE "AuditEntry" SET "actorName" = 'x'`,
  `DELETE FROM "AuditEntry"`,
  `TRUNCATE "AuditEntry"`,
  `UPDATE "AuditSeal" SET "hash" = ''`,
  `DELETE FROM "AuditSeal"`,
  `TRUNCATE "AuditSeal"`,
];

describe("a sealed audit", async () => {
  const database = await testDatabase();
  const { db, ctx, url, productUrl } = database;
  await written(database, 5);

  it("is whole, and is sealed once however often the sealer runs", async () => {
    expect(await sealAudit(ctx())).toBe(5);
    expect(await sealAudit(ctx())).toBe(0);
    const last = await db.auditSeal.findUniqueOrThrow({ where: { position: 5n } });
    expect(await verifyAudit(ctx())).toEqual({ head: { position: 5n, hash: last.hash } });
    expect(await db.auditUnsealed.count()).toBe(0);
  });

  it("is neither sealed nor verified for somebody who may not read it", async () => {
    const member = await makeUser(db);
    await expect(sealAudit(ctx(member))).rejects.toMatchObject({ code: "forbidden" });
    await expect(verifyAudit(ctx(member))).rejects.toMatchObject({ code: "forbidden" });
  });

  describe.each([
    ["product's own role", productUrl, "permission denied"],
    ["tables' owner", url, "append-only"],
    [
      "tables' owner whatever it replicates",
      `${url}?options=-c%20session_replication_role%3Dreplica`,
      "append-only",
    ],
  ])("is append-only for the %s", (_, address, said) => {
    it.each(TAMPERING)("%s", async (statement) => {
      const message: unknown = expect.stringContaining(said);
      await expect(onServer(address, statement)).rejects.toMatchObject({ code: "42501", message });
      expect(await db.auditEntry.count()).toBe(5);
    });
  });
});

describe("a chain that the tables' owner began", async () => {
  const { db, ctx, url } = await testDatabase();

  it("goes on under the product's role", async () => {
    const owner = openDb(url, { max: 2 });
    await write({ ...ctx(), db: owner }, "team_1");
    await sealAudit({ ...ctx(), db: owner });
    await write({ ...ctx(), db: owner }, "team_2");
    await owner.$disconnect();
    await write(ctx(), "team_3");
    expect(await sealAudit(ctx())).toBe(2);
    expect(await verifyAudit(ctx())).toMatchObject({ head: { position: 3n } });
    expect(await db.auditUnsealed.count()).toBe(0);
  });
});
/** A statement around the trigger, and the first link it breaks. */
const TAMPERED = [
  ["AuditEntry", `UPDATE "AuditEntry" SET "after" = '{"name":"else"}' WHERE "id" = 3`, 3n],
  ["AuditEntry", `UPDATE "AuditEntry" SET "at" = "at" + interval '1 ms' WHERE "id" = 2`, 2n],
  ["AuditEntry", `DELETE FROM "AuditEntry" WHERE "id" IN (4, 5)`, 4n],
  ["AuditSeal", `UPDATE "AuditSeal" SET "hash" = repeat('a', 64) WHERE "position" = 4`, 4n],
  ["AuditSeal", `DELETE FROM "AuditSeal" WHERE "position" = 1`, 1n],
  ["AuditSeal", `UPDATE "AuditSeal" SET "entryId" = 9 WHERE "position" = 5`, 5n],
  // The last seal is gone: its entry neither has one nor waits for one.
  ["AuditSeal", `DELETE FROM "AuditSeal" WHERE "position" = 5`, 5n],
] as const;

describe.each(TAMPERED)("tampering with %s: %s", async (table, statement, position) => {
  const database = await testDatabase();

  it(`is found at ${position}`, async () => {
    await written(database, 5);
    await sealAudit(database.ctx());
    expect(await verifyAudit(database.ctx())).toMatchObject({ head: { position: 5n } });
    await tamper(database.url, table, statement);
    expect(await verifyAudit(database.ctx())).toMatchObject({ broken: { position } });
  });
});

describe("a chain that was rewritten from a link on", async () => {
  const database = await testDatabase();
  const { db, ctx, url } = database;

  it("is found by a head that was noted", async () => {
    await written(database, 5);
    await sealAudit(ctx());
    const { hash } = await db.auditSeal.findUniqueOrThrow({ where: { position: 4n } });
    await write(ctx(), "team_6");
    await sealAudit(ctx());
    expect(await verifyAudit(ctx(), { position: 4n, hash })).toMatchObject({ head: { position: 6n } });
    await tamper(url, "AuditEntry", `UPDATE "AuditEntry" SET "actorName" = 'Else' WHERE "id" = 3`);
    await tamper(
      url,
      "AuditSeal",
      `INSERT INTO "AuditUnsealed" SELECT "entryId" FROM "AuditSeal" WHERE "position" >= 3; DELETE FROM "AuditSeal" WHERE "position" >= 3`,
    );
    await expect(verifyAudit(ctx(), { position: 4n, hash })).resolves.toMatchObject({
      broken: { position: 3n, reason: expect.stringContaining("ends at 2") },
    });
    await sealAudit(ctx());
    expect(await verifyAudit(ctx())).toMatchObject({ head: { position: 6n } });
    expect(await verifyAudit(ctx(), { position: 4n, hash })).toMatchObject({ broken: { position: 4n } });
  });
});

describe("writers and sealers at once", async () => {
  const { db, ctx, url } = await testDatabase();

  it("lose no entry that commits late, and stumble over none that never commits", async () => {
    const [late, never] = [await connected(url), await connected(url)];
    await late.query("BEGIN");
    await late.query(INSERT, ["late"]);
    await never.query("BEGIN");
    await never.query(INSERT, ["never"]);
    await write(ctx(), "early");
    expect(await sealAudit(ctx())).toBe(1);
    await never.query("ROLLBACK");
    await late.query("COMMIT");
    expect(await sealAudit(ctx())).toBe(1);
    const seals = await db.auditSeal.findMany({ orderBy: { position: "asc" } });
    expect(seals.map(({ entryId }) => entryId)).toEqual([3n, 1n]);
    expect(await verifyAudit(ctx())).toMatchObject({ head: { position: 2n } });
  });

  it("make one chain of everything", async () => {
    const before = await db.auditEntry.count();
    const writers = Array.from({ length: 60 }, (_, index) => write(ctx(), `many_${index}`));
    const sealers = Array.from({ length: 4 }, () => sealAudit(ctx()));
    await Promise.all([...writers, ...sealers]);
    await sealAudit(ctx());
    expect(await db.auditSeal.count()).toBe(before + 60);
    expect(await verifyAudit(ctx())).toMatchObject({ head: { position: BigInt(before + 60) } });
  });
});

describe("a sealer that is killed in the middle of a write", async () => {
  const database = await testDatabase();
  const { db, ctx, url } = database;

  it("leaves a whole chain, and the next one goes on", async () => {
    await written(database, 3);
    await sealAudit(ctx());
    await written(database, 3);
    const blocker = await connected(url);
    await blocker.query(`BEGIN; LOCK TABLE "AuditUnsealed" IN SHARE MODE`);
    const sealer = spawn(process.execPath, ["--input-type=module", "-e", SEAL_ELSEWHERE, url]);
    onTestFinished(() => void sealer.kill("SIGKILL"));
    // Its seals are written, and it waits to take the entries out of the queue.
    await eventually("the sealer waits between its two writes", async () => {
      const { rowCount } = await blocker.query(
        `SELECT FROM pg_locks WHERE NOT granted AND relation = '"AuditUnsealed"'::regclass`,
      );
      return rowCount === 1;
    });
    sealer.kill("SIGKILL");
    await once(sealer, "exit");
    await blocker.query("COMMIT");
    await eventually("the next sealer has the lock", async () => (await sealAudit(ctx())) === 3);
    expect(await db.auditUnsealed.count()).toBe(0);
    expect(await verifyAudit(ctx())).toMatchObject({ head: { position: 6n } });
  });
});

describe("a writer that is killed in the middle of its change", async () => {
  const database = await testDatabase();
  const { db, ctx, url } = database;

  it("leaves neither the change nor its entry, and a whole chain to those who come after", async () => {
    await written(database, 2);
    await sealAudit(ctx());
    const blocker = await connected(url);
    await blocker.query(`BEGIN; LOCK TABLE "AuditUnsealed" IN SHARE MODE`);
    const writer = spawn(process.execPath, ["--input-type=module", "-e", WRITE_ELSEWHERE, url]);
    onTestFinished(() => void writer.kill("SIGKILL"));
    // What it changes is written, and its entry waits for its place in the queue.
    await eventually("the writer waits within its transaction", async () => {
      const { rowCount } = await blocker.query(
        `SELECT FROM pg_locks WHERE NOT granted AND relation = '"AuditUnsealed"'::regclass`,
      );
      return rowCount === 1;
    });
    writer.kill("SIGKILL");
    await once(writer, "exit");
    await blocker.query("COMMIT");
    await write(ctx(), "after");
    await eventually("what was written is sealed", async () => (await sealAudit(ctx())) === 1);
    expect(await db.auditEntry.findMany({ where: { objectId: "team_half" } })).toEqual([]);
    expect(await db.team.findMany({ where: { id: "team_half" } })).toEqual([]);
    expect(await verifyAudit(ctx())).toMatchObject({ head: { position: 3n } });
  });
});
