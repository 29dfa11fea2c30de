import pg from "pg";
import { describe, expect, it } from "vitest";
import {
  describeWithEtcd,
  eventually,
  makeUser,
  makeVersion,
  testDatabase,
  testEtcd,
  testPostgres,
} from "./index.ts";

describe("testDatabase", async () => {
  const one = await testDatabase();
  const two = await testDatabase();

  it("gives each suite its own migrated database", async () => {
    const version = await makeVersion(one.db);
    expect(await one.db.version.count({ where: { id: version.id } })).toBe(1);
    expect(await two.db.version.count()).toBe(0);
  });

  it("makes contexts for an actor, the system by default", async () => {
    const user = await makeUser(one.db, { role: "admin" });
    expect(one.ctx(user).actor).toEqual(user);
    expect(one.ctx().actor.kind).toBe("system");
  });
});

describe("testPostgres", async () => {
  const postgres = await testPostgres();

  it("keeps what was committed over a SIGKILL", async () => {
    await query(postgres.url, "CREATE TABLE kept (id int)");
    await postgres.kill();
    await expect(query(postgres.url, "SELECT 1")).rejects.toThrow(/ECONNREFUSED/);
    await postgres.restart();
    expect(await query(postgres.url, "SELECT count(*)::int AS n FROM kept")).toEqual([{ n: 0 }]);
  });
});

describeWithEtcd("testEtcd", async () => {
  const etcd = await testEtcd();

  it("comes back at the same address after a SIGKILL", async () => {
    const health = `${etcd.url.replace("etcd:", "http:")}/health`;
    expect((await fetch(health)).ok).toBe(true);
    await etcd.kill();
    await expect(fetch(health)).rejects.toThrow();
    await etcd.restart();
    expect((await fetch(health)).ok).toBe(true);
  });
});

describe("eventually", () => {
  it("fails with what it waited for", async () => {
    await expect(eventually("the moon is cheese", () => false, 20)).rejects.toThrow("the moon is cheese");
  });
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
