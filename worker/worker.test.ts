import { randomBytes } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDb } from "#lib/db";
import { newId } from "#lib/ids";
import { createResetLink } from "#lib/identity";
import { getPublication, listFailingJobs, publish } from "#lib/publishing";
import { loadVerifyKey, newSigningKeys, verifyDocument } from "#lib/signing";
import { openStore } from "#lib/store";
import {
  eventually,
  makePublishable,
  makeUser,
  testDatabase,
  testPostgres,
  type TestDatabase,
} from "#lib/testing";
import { startWorker, type Worker } from "./worker.ts";

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const keys = newSigningKeys();
const verifyKey = loadVerifyKey(keys.publicKey);

function startOn(url: string): Worker {
  const config = {
    databaseUrl: url,
    storeUrl: url,
    sealingKeys: [randomBytes(32).toString("base64")],
    signingKey: keys.privateKey,
    portalUrl: "http://portal.test",
    mail: undefined,
    logLevel: "silent",
  } as const;
  const worker = startWorker(config, SILENT);
  onTestFinished(() => worker.stop());
  return worker;
}

async function makeEnvironment({ db }: Pick<TestDatabase, "db">): Promise<{ id: string; slug: string }> {
  const slug = `env-${newId("x").slice(-6)}`;
  return db.environment.create({
    data: { id: newId("env"), slug, name: slug, position: 1 },
    select: { id: true, slug: true },
  });
}

describe("the worker on PostgreSQL", async () => {
  const database = await testDatabase();
  const { db, productUrl } = database;

  async function publishIn(slug: string) {
    const version = await makePublishable(database);
    const { id } = await publish(version.ctx, version.at, {
      action: "publish",
      environment: slug,
      note: "",
      draftEtag: 1,
    });
    return { version, id };
  }

  it("is woken by the publication's own transaction", async () => {
    const environment = await makeEnvironment(database);
    startOn(productUrl);
    await eventually("working", async () => {
      const state = await db.environment.findUnique({
        where: { id: environment.id },
        select: { egressDigest: true },
      });
      return state?.egressDigest !== null;
    });
    const { version, id } = await publishIn(environment.slug);
    // Far less than the loop's timer: only the wake-up can have done it.
    await eventually(
      "written",
      async () => (await getPublication(version.ctx, { ...version.at, id })).state === "written",
      3_000,
    );
    const store = openStore(productUrl);
    onTestFinished(() => store.close());
    const entry = await store.get(environment.slug, version.key);
    expect(verifyDocument({ key: version.key, text: entry?.value ?? "" }, verifyKey)).toMatchObject({
      ok: true,
    });
  });

  it("seals what is written to the audit", async () => {
    startOn(productUrl);
    await createResetLink(database.ctx(), (await makeUser(db)).id);
    const { id: entryId } = await db.auditEntry.findFirstOrThrow({ orderBy: { id: "desc" } });
    const seal = await eventually(
      "sealed",
      async () => (await db.auditSeal.findUnique({ where: { entryId } })) ?? undefined,
    );
    expect(seal.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("hands over to a standby when it stops, and only then", async () => {
    const environment = await makeEnvironment(database);
    const active = startOn(productUrl);
    await publishedSoon(environment.slug);
    startOn(productUrl);
    await publishedSoon(environment.slug);
    const locks = await db.$queryRaw<{ holders: number }[]>`
      SELECT count(*)::int AS "holders" FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND ((classid::bigint << 32) | objid::bigint) = hashtextextended('understudy worker ' || ${environment.id}, 0)`;
    expect(locks[0]?.holders).toBe(1);
    await active.stop();
    await publishedSoon(environment.slug);
  });

  async function publishedSoon(slug: string): Promise<void> {
    const { version, id } = await publishIn(slug);
    await eventually(
      "written",
      async () => (await getPublication(version.ctx, { ...version.at, id })).state === "written",
      15_000,
    );
  }

  it("runs jobs that a change enqueued, and shows those that fail", async () => {
    const admin = await makeUser(db, { role: "admin" });
    const user = await makeUser(db);
    await createResetLink(database.ctx(admin), user.id);
    await db.passwordReset.updateMany({ where: { userId: user.id }, data: { expiresAt: new Date(0) } });
    await db.$executeRaw`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE key = ${`remove-link ${user.id}`}`;
    await db.$executeRaw`SELECT graphile_worker.add_job('no-such-task', max_attempts => 3)`;
    startOn(productUrl);
    await eventually(
      "the link is forgotten",
      async () => (await db.passwordReset.count({ where: { userId: user.id } })) === 0,
    );
    await db.$executeRaw`UPDATE graphile_worker._private_jobs SET last_error = 'boom', attempts = 1 WHERE max_attempts = 3`;
    const query = { page: 1, size: 20, sort: "updatedAt", dir: "desc", q: "" } as const;
    const failing = await listFailingJobs(database.ctx(admin), query);
    expect(failing.items).toMatchObject([
      { task: "no-such-task", attempts: 1, maxAttempts: 3, lastError: "boom" },
    ]);
    await expect(listFailingJobs(database.ctx(user), query)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("the worker without its database", () => {
  it("goes on when PostgreSQL was killed and returns", async () => {
    const postgres = await testPostgres();
    const worker = startOn(postgres.productUrl);
    const environment = await withDb(postgres.productUrl, (database) => makeEnvironment(database));
    await withDb(postgres.productUrl, (database) => publishedIn(database, environment.slug));
    await postgres.kill();
    await postgres.restart();
    await withDb(postgres.productUrl, (database) => publishedIn(database, environment.slug));
    await worker.stop();
    const written = await withDb(postgres.productUrl, ({ db }) =>
      db.publication.count({ where: { state: "written" } }),
    );
    expect(written).toBe(2);
  });
});

async function publishedIn(database: Pick<TestDatabase, "db" | "ctx">, slug: string): Promise<void> {
  const version = await makePublishable(database);
  const { id } = await publish(version.ctx, version.at, {
    action: "publish",
    environment: slug,
    note: "",
    draftEtag: 1,
  });
  await eventually(
    "written",
    async () => (await getPublication(version.ctx, { ...version.at, id })).state === "written",
    20_000,
  );
}

async function withDb<T>(
  url: string,
  run: (database: Pick<TestDatabase, "db" | "ctx">) => Promise<T>,
): Promise<T> {
  const db = openDb(url, { max: 2 });
  const system = { kind: "system", id: "test", name: "Test" } as const;
  try {
    return await run({ db, ctx: (actor = system) => ({ actor, db, now: new Date(), log: SILENT }) });
  } finally {
    await db.$disconnect();
  }
}
