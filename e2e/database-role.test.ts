import { once } from "node:events";
import { rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getEgressSettings, updateEgressSettings } from "#lib/catalogue";
import { launcherConfig } from "#lib/config";
import { openDb, type Ctx, type Db } from "#lib/db";
import { createTeam, verifyAudit } from "#lib/identity";
import { eventually, onServer, temporaryFolder } from "#lib/testing";
import { Closers, startInstallation, type Installation } from "../scripts/launcher/installation.ts";
import { isApplied, publishStorefront, registerStorefront } from "./seed-storefront.ts";
import { freePorts, servedBy, startUpstream } from "./upstream.ts";

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const ROLES = ["understudy_gateway_gw", "understudy_product_understudy"];
const at = { slug: "storefront", version: "v1" };

/** A whole installation as `npm start` starts it: who is connected to its database, by the server's own word. */
describe("an installation's connections to its database", () => {
  const closers = new Closers();
  const dataDir = temporaryFolder("database-role");
  const warnings: string[] = [];
  let installation: Installation;
  let db: Db;
  let upstream: Awaited<ReturnType<typeof startUpstream>> | undefined;
  let gatewayUrl = "";

  const asOwner = () => openDb(installation.database.url, { max: 1 });
  const ctx = (): Ctx => ({
    actor: { kind: "system", id: "test", name: "Test" },
    db,
    now: new Date(),
    log: SILENT,
  });
  const roles = async () => {
    const owner = asOwner();
    try {
      const rows = await owner.$queryRaw<{ role: string }[]>`
        SELECT DISTINCT usename::text AS "role" FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`;
      return rows.map(({ role }) => role.replace(/_[0-9a-f]{12}$/, "")).toSorted();
    } finally {
      await owner.$disconnect();
    }
  };
  /** Connections of the portal and of the worker: each asks by itself. */
  const inUse = () =>
    eventually(
      "portal, worker and gateway are connected",
      async () => {
        const page = await fetch(`${installation.installed.config.portalUrl}/api/auth/csrf`).catch(
          () => undefined,
        );
        const found = await roles().catch(() => []);
        return page?.ok && found.length === 2 ? found : undefined;
      },
      60_000,
    );

  beforeAll(async () => {
    upstream = await startUpstream("one");
    const [portal, gateway, admin] = await freePorts(3);
    gatewayUrl = `http://127.0.0.1:${gateway}`;
    const config = launcherConfig({
      DATA_DIR: dataDir,
      PORTAL_PORT: String(portal),
      GATEWAY_PORT: String(gateway),
      GATEWAY_ADMIN_PORT: String(admin),
      GATEWAY_NODE: "gw",
    });
    const voice = { say: () => undefined, warn: (message: string) => void warnings.push(message) };
    installation = await startInstallation({ config, outer: process.env, voice }, closers);
    db = openDb(installation.installed.addresses.databaseUrl, { max: 2 });
    await updateEgressSettings(ctx(), { ...(await getEgressSettings(ctx())), privateTargets: true });
  }, 120_000);

  afterAll(async () => {
    await db?.$disconnect();
    await closers.close();
    await upstream?.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  it("are those of roles that own nothing", async () => {
    expect(warnings).toEqual([]);
    expect(await inUse()).toEqual(ROLES);
    const { databaseUrl, storeUrl } = installation.installed.addresses;
    expect(storeUrl).toBe(databaseUrl);
    for (const statement of [`DELETE FROM "AuditEntry"`, `ALTER TABLE "AuditSeal" DISABLE TRIGGER ALL`])
      await expect(onServer(databaseUrl, statement)).rejects.toMatchObject({
        code: "42501",
        message: expect.not.stringContaining("append-only"),
      });
  });

  it("are enough to publish, to seal the audit and to count what was served", async () => {
    await createTeam(ctx(), { slug: "retail", name: "Retail" });
    await registerStorefront(ctx(), at, "retail");
    const id = await publishStorefront(ctx(), at, { one: upstream?.url ?? "" });
    await eventually("the publication is applied", () => isApplied(ctx(), at, id), 30_000);
    expect(servedBy(await (await fetch(`${gatewayUrl}/storefront/v1/products`)).text())).toBe("one");
    await eventually("what was served is counted", async () => (await db.trafficMinute.count()) > 0, 90_000);
    await eventually("all is sealed", async () => (await db.auditUnsealed.count()) === 0, 10_000);
    const position = BigInt(await db.auditEntry.count());
    expect(await verifyAudit(ctx())).toMatchObject({ head: { position } });
  }, 150_000);

  it("are made anew by the same roles where the database had to move to another port", async () => {
    const { port } = new URL(installation.database.url);
    const { pid } = installation.database;
    process.kill(pid ?? 0, "SIGKILL");
    const occupier = createServer();
    await eventually("the port is another's", () => occupies(occupier, Number(port)), 10_000);
    await eventually(
      "the database is back elsewhere",
      () => new URL(installation.database.url).port !== port,
      60_000,
    );
    occupier.close();
    expect(await inUse()).toEqual(ROLES);
    const moved = new URL(installation.installed.addresses.databaseUrl);
    moved.port = new URL(installation.database.url).port;
    const again = openDb(moved.href, { max: 1 });
    const sealed = await again.auditSeal.count();
    await createTeam({ ...ctx(), db: again }, { slug: "moved", name: "Moved" });
    await eventually("the worker seals there", async () => (await again.auditSeal.count()) > sealed, 60_000);
    await again.$disconnect();
  }, 180_000);
});

/** Whether this server listens there now. */
async function occupies(server: Server, port: number): Promise<boolean> {
  if (server.listening) return true;
  server.listen(port, "127.0.0.1");
  return once(server, "listening").then(
    () => true,
    () => false,
  );
}
