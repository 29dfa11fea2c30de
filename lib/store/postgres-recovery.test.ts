import pg from "pg";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { eventually, testDatabase, testProxy } from "#lib/testing";
import { commitOf, freshEnvironment } from "./contract-fixture.ts";
import { openStore } from "./open-store.ts";
import { record } from "./recorder.ts";

/** What only PostgreSQL can do to a reader or writer. */
describe("postgres: swallowed packets, changes by hand", async () => {
  const { url, productUrl } = await testDatabase();
  const admin = new pg.Pool({ connectionString: url, max: 1 });
  const writer = openStore(productUrl);
  let environment = "";
  beforeEach(() => {
    environment = freshEnvironment();
  });
  afterAll(async () => {
    await Promise.all([writer.close(), admin.end()]);
  });

  it("is unavailable in bounded time when the network swallows everything, and heals", async () => {
    const proxy = await testProxy(Number(new URL(url).port));
    const address = new URL(productUrl);
    address.port = String(proxy.port);
    const behind = openStore(address.href, { timeoutMs: 300, reconcileMs: 100 });
    const recorder = record(behind, environment);
    await recorder.reaches(0);
    proxy.freeze();
    await expect(behind.read(environment)).rejects.toMatchObject({ code: "unavailable" });
    await expect(behind.commit(environment, commitOf(1, {}))).rejects.toMatchObject({ code: "unavailable" });
    await eventually("the silence is noticed", () => recorder.connections.at(-1) === "lost");
    await proxy.restore();
    await writer.commit(environment, commitOf(1, { "routes/a/v1": "one" }));
    await recorder.reaches(1);
    await behind.close();
    expect(recorder.changes).toEqual(["routes/a/v1@1"]);
  });

  it("has a writer wait for one that has not committed yet, and then refuses it", async () => {
    await writer.commit(environment, commitOf(1, { "routes/a/v1": "one" }));
    const slow = new pg.Client({ connectionString: productUrl });
    await slow.connect();
    await slow.query("BEGIN");
    await slow.query("SELECT store.commit($1, 1, 2, ARRAY['routes/slow/v1'], ARRAY['{}'])", [environment]);
    const second = Promise.allSettled([writer.commit(environment, commitOf(2, { "routes/b/v1": "two" }))]);
    await eventually("the second writer waits", async () => {
      const { rowCount } = await admin.query(
        `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'understudy store'
         AND datname = current_database()`,
      );
      return rowCount === 1;
    });
    await slow.query("COMMIT");
    await slow.end();
    expect(await second).toMatchObject([{ status: "rejected", reason: { code: "conflict" } }]);
    expect(await writer.get(environment, "routes/b/v1")).toBeUndefined();
  });

  it("tells by a snapshot of an entry that was deleted by hand", async () => {
    const reader = openStore(productUrl, { reconcileMs: 50 });
    await writer.commit(environment, commitOf(1, { "routes/a/v1": "one", "routes/b/v1": "one" }));
    const recorder = record(reader, environment);
    await recorder.reaches(1);
    await admin.query("DELETE FROM store.entry WHERE environment = $1 AND key = 'routes/a/v1'", [
      environment,
    ]);
    await eventually("the loss is told", () => recorder.state.size === 1);
    await reader.close();
    expect(recorder.events.at(-1)?.kind).toBe("snapshot");
  });

  it("tells of a truncated store", async () => {
    const reader = openStore(productUrl, { reconcileMs: 60_000 });
    await writer.commit(environment, commitOf(1, { "routes/a/v1": "one" }));
    const recorder = record(reader, environment);
    await recorder.reaches(1);
    await admin.query("TRUNCATE store.environment CASCADE");
    await eventually("the loss is told", () => recorder.revision() === 0);
    await reader.close();
    expect(recorder.events.at(-1)).toEqual({ kind: "snapshot", storeRevision: 0, entries: [], held: [] });
  });
});
