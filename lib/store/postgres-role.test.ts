import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { testDatabase } from "#lib/testing";
import { commitOf } from "./contract-fixture.ts";
import { openStore } from "./open-store.ts";
import { createGatewayRole } from "./postgres-role.ts";
import { record } from "./recorder.ts";
import type { NodeStatus } from "./schema.ts";

const AT = "2026-01-01T00:00:00.000Z";

function statusOf(node: string): NodeStatus {
  return {
    node,
    softwareVersion: "1",
    startedAt: AT,
    appliedRevision: 0,
    appliedAt: AT,
    routes: 0,
    rejects: [],
  };
}

describe("a gateway's database role", async () => {
  const { url } = await testDatabase();
  const admin = openStore(url);
  const roleUrl = await createGatewayRole(url, {
    environment: "production",
    node: "gw-1.example:8080",
    password: "p/w:1",
  });
  const otherUrl = await createGatewayRole(url, { environment: "sandbox", node: "gw-2", password: "p2" });
  const gateway = openStore(roleUrl);
  const other = openStore(otherUrl);
  const raw = new pg.Pool({ connectionString: roleUrl, max: 1 });
  await admin.commit("production", commitOf(1, { "routes/a/v1": "one" }));
  await admin.commit("sandbox", commitOf(1, { "routes/secret/v1": "sandbox" }));
  afterAll(async () => {
    await Promise.all([admin.close(), gateway.close(), other.close(), raw.end()]);
  });

  it("reads and watches its environment", async () => {
    expect((await gateway.read("production")).entries).toHaveLength(1);
    const recorder = record(gateway, "production");
    await recorder.reaches(1);
    await admin.commit("production", commitOf(2, { "routes/a/v1": "two" }));
    await recorder.reaches(2);
    await recorder.close();
    expect(recorder.changes).toEqual(["routes/a/v1@2"]);
  });

  it("sees nothing of another environment", async () => {
    expect(await gateway.read("sandbox")).toEqual({ storeRevision: 0, entries: [], held: [] });
    expect(await gateway.get("sandbox", "routes/secret/v1")).toBeUndefined();
  });

  it("writes and renews its own status", async () => {
    await gateway.putStatus("production", statusOf("gw-1.example:8080"), 60_000);
    await gateway.putStatus("production", { ...statusOf("gw-1.example:8080"), routes: 3 }, 60_000);
    expect(await admin.listStatus("production")).toMatchObject([{ node: "gw-1.example:8080", routes: 3 }]);
    await gateway.removeStatus("production", "gw-1.example:8080");
    expect(await admin.listStatus("production")).toEqual([]);
  });

  it.each([
    ["another name", "production", "gw-9"],
    ["a node of another environment", "sandbox", "gw-2"],
    ["its name in another environment", "sandbox", "gw-1.example:8080"],
  ])("cannot speak as %s", async (_, environment, node) => {
    await expect(gateway.putStatus(environment, statusOf(node), 60_000)).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("cannot touch or take over another node's status", async () => {
    await other.putStatus("sandbox", { ...statusOf("gw-2"), routes: 7 }, 60_000);
    await gateway.removeStatus("sandbox", "gw-2");
    await expect(gateway.putStatus("sandbox", statusOf("gw-2"), 60_000)).rejects.toMatchObject({
      code: "forbidden",
    });
    const { rowCount } = await raw.query("UPDATE store.status SET value = '{}'");
    expect(rowCount).toBe(0);
    expect(await admin.listStatus("sandbox")).toMatchObject([{ routes: 7 }]);
  });

  it("cannot commit", async () => {
    await expect(gateway.commit("production", commitOf(9, { "routes/a/v1": "mine" }))).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it.each([
    `SELECT * FROM public."User"`,
    `SELECT * FROM public."AuditEntry"`,
    `INSERT INTO public."AuditSeal" VALUES (1, 1, '')`,
    `UPDATE public."AuditEntry" SET "actorName" = 'x'`,
    `DELETE FROM public."AuditUnsealed"`,
    `TRUNCATE public."AuditEntry"`,
    `ALTER TABLE public."AuditEntry" DISABLE TRIGGER ALL`,
    `SELECT * FROM public._prisma_migrations`,
    `INSERT INTO store.entry VALUES ('production', 'routes/x/v1', '{}', 9)`,
    `UPDATE store.entry SET value = '{}'`,
    `DELETE FROM store.entry`,
    `TRUNCATE store.entry`,
    `UPDATE store.environment SET store_revision = 0`,
    `INSERT INTO store.gateway VALUES (session_user, 'sandbox', 'gw-2')`,
    `UPDATE store.gateway SET environment = 'sandbox'`,
    `UPDATE store.status SET owner = 'somebody'`,
    `CREATE TABLE public.mine (id int)`,
    `CREATE TABLE store.mine (id int)`,
    `CREATE TEMP TABLE mine (id int)`,
    `CREATE ROLE mine`,
    `ALTER ROLE session_user SUPERUSER`,
    `SELECT pg_read_file('/etc/passwd')`,
    `COPY store.entry TO PROGRAM 'cat'`,
  ])("is refused: %s", async (statement) => {
    await expect(raw.query(statement)).rejects.toMatchObject({ code: "42501" });
  });

  it("gets a new password and keeps one role per node", async () => {
    const renewed = await createGatewayRole(url, {
      environment: "production",
      node: "gw-1.example:8080",
      password: "new",
    });
    const again = openStore(renewed);
    expect((await again.read("production")).storeRevision).toBe(2);
    await again.close();
    const stale = openStore(roleUrl);
    await expect(stale.read("production")).rejects.toMatchObject({ code: "unavailable" });
    await stale.close();
  });
});
