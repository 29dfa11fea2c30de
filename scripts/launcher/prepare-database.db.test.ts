import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { launcherConfig } from "#lib/config";
import { onServer, temporaryFolder, testDatabase } from "#lib/testing";
import { prepareDatabase, type Prepared } from "./prepare-database.ts";
import { loadSecrets } from "./secrets.ts";

const dataDir = temporaryFolder("prepare-database");
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const userOf = (url: string) => new URL(url).username;
const PRODUCT = /^understudy_product_/;
const GATEWAY = /^understudy_gateway_/;

/** What a start does with its database, and what it warns of. */
async function prepare(databaseUrl: string, storeUrl = ""): Promise<Prepared & { warnings: string[] }> {
  const config = launcherConfig({ DATA_DIR: dataDir, STORE_URL: storeUrl, GATEWAY_NODE: "prepared" });
  const secrets = loadSecrets(dataDir, config.secrets);
  const warnings: string[] = [];
  const voice = { say: () => undefined, warn: (message: string) => void warnings.push(message) };
  return { ...(await prepareDatabase({ config, secrets, databaseUrl, voice })), warnings };
}

async function isRefusedByRole(url: string): Promise<void> {
  await onServer(url, `SELECT * FROM "AuditEntry"`);
  await expect(onServer(url, `DELETE FROM "AuditEntry"`)).rejects.toMatchObject({
    code: "42501",
    message: expect.stringContaining("permission denied"),
  });
}

describe("a start", async () => {
  const { url } = await testDatabase();
  const { url: storeUrl } = await testDatabase();

  it("gives portal and worker a role that owns nothing, and the gateway one of its own", async () => {
    const { addressesFor, warnings } = await prepare(url);
    const { databaseUrl, storeUrl: shared, gatewayStoreUrl } = addressesFor(url);
    expect(warnings).toEqual([]);
    expect(shared).toBe(databaseUrl);
    expect(userOf(databaseUrl)).toMatch(PRODUCT);
    expect(userOf(gatewayStoreUrl)).toMatch(GATEWAY);
    await isRefusedByRole(databaseUrl);
  });

  it("follows an embedded database to another port", async () => {
    const { addressesFor } = await prepare(url);
    const moved = new URL(url);
    moved.port = "5499";
    const addresses = addressesFor(moved.href);
    expect(userOf(addresses.databaseUrl)).toMatch(PRODUCT);
    for (const address of Object.values(addresses)) expect(new URL(address).port).toBe("5499");
  });

  it("gives them another one where the store is another database", async () => {
    const addresses = (await prepare(url, storeUrl)).addressesFor(url);
    expect(new URL(addresses.storeUrl).pathname).toBe(new URL(storeUrl).pathname);
    expect(userOf(addresses.storeUrl)).toMatch(PRODUCT);
    expect(userOf(addresses.storeUrl)).not.toBe(userOf(addresses.databaseUrl));
    expect(new URL(addresses.gatewayStoreUrl).pathname).toBe(new URL(storeUrl).pathname);
    await isRefusedByRole(addresses.databaseUrl);
    await isRefusedByRole(addresses.storeUrl);
  });

  it("goes on as the owner, and says so, where the owner may not make roles", async () => {
    const name = `understudy_plain_${randomBytes(6).toString("hex")}`;
    await onServer(url, `CREATE ROLE ${name} LOGIN PASSWORD 'o'`);
    await onServer(url, `CREATE DATABASE ${name} OWNER ${name}`);
    const plain = new URL(url);
    [plain.pathname, plain.username, plain.password] = [`/${name}`, name, "o"];
    try {
      const { addressesFor, warnings } = await prepare(plain.href, "etcd://127.0.0.1:1");
      expect(addressesFor(plain.href)).toEqual({
        databaseUrl: plain.href,
        storeUrl: "etcd://127.0.0.1:1",
        gatewayStoreUrl: "etcd://127.0.0.1:1",
      });
      expect(warnings).toEqual([
        expect.stringMatching(
          new RegExp(`only triggers keep the audit append-only.*ALTER ROLE "${name}" CREATEROLE`),
        ),
      ]);
    } finally {
      await onServer(url, `DROP DATABASE ${name} WITH (FORCE)`);
      await onServer(url, `DROP ROLE ${name}`);
    }
  });
});

describe("npm run database:role", async () => {
  const { url } = await testDatabase();
  const run = async (env: Record<string, string>) => {
    const settings = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: url, STORE_URL: "", ...env };
    return (await promisify(execFile)(process.execPath, ["scripts/database-role.ts"], { env: settings }))
      .stdout;
  };

  it("prints the address that a start gives portal and worker, each time the same", async () => {
    const { databaseUrl } = (await prepare(url)).addressesFor(url);
    expect(await run({})).toBe(`DATABASE_URL=${databaseUrl}\n`);
    expect(await run({ STORE_URL: "etcd://127.0.0.1:1" })).toBe(
      `DATABASE_URL=${databaseUrl}\nSTORE_URL=etcd://127.0.0.1:1\n`,
    );
    await isRefusedByRole(databaseUrl);
  });

  it("prints another one for another secret of the portal, and the old one is no longer let in", async () => {
    const { databaseUrl } = (await prepare(url)).addressesFor(url);
    const printed = (await run({ AUTH_SECRET: "another secret, long enough to be one" })).trim();
    await isRefusedByRole(printed.replace("DATABASE_URL=", ""));
    await expect(onServer(databaseUrl, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
  });

  it("says what stands in the way", async () => {
    await expect(run({ DATABASE_URL: "postgres://127.0.0.1:1/none" })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Cannot connect to the database"),
    });
  });
});
