import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { gatewayConfig, gatewayKeys, launcherConfig, portalConfig, workerConfig } from "#lib/config";
import { newSealingKey, newSigningKeys } from "#lib/signing";
import { gatewayEnvironment, portalEnvironment, workerEnvironment, type Installed } from "./environment.ts";
import { gatewayKeysFile, writeGatewayKeys } from "./follow-secrets.ts";
import { changeSecrets, loadSecrets, publicHalf } from "./secrets.ts";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "understudy-secrets-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NONE = {
  authSecret: undefined,
  sealingKeys: undefined,
  signingKey: undefined,
  signingPublicKeys: undefined,
  telemetrySecret: undefined,
};

it("makes secrets once, for the owner's eyes only", () => {
  const made = loadSecrets(folder, NONE);
  expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600);
  expect(loadSecrets(folder, NONE)).toEqual(made);
  const given = loadSecrets(folder, { ...NONE, authSecret: "given".repeat(8) });
  const { productDatabasePassword } = given;
  expect(given).toEqual({ ...made, authSecret: "given".repeat(8), productDatabasePassword });
});

it("has one password for the product's database role wherever the portal's secret is the same", () => {
  const given = { ...NONE, authSecret: "given".repeat(8) };
  const { productDatabasePassword: password } = loadSecrets(folder, given);
  expect(loadSecrets(join(folder, "elsewhere"), given).productDatabasePassword).toBe(password);
  expect(loadSecrets(folder, NONE).productDatabasePassword).not.toBe(password);
  expect(password).not.toContain("given");
});

it("gives each process a whole configuration and no more than its part", () => {
  const secrets = loadSecrets(folder, NONE);
  const address = "postgres://u:p@127.0.0.1:5432/understudy";
  const installed: Installed = {
    config: launcherConfig({ DATA_DIR: folder }),
    secrets,
    addresses: {
      databaseUrl: address,
      storeUrl: address,
      gatewayStoreUrl: "postgres://g:p@127.0.0.1:5432/understudy",
    },
    outer: { PATH: "/bin", AWS_SECRET: "private", UPSTREAM_KEY: "k" },
  };
  writeGatewayKeys(installed.config, secrets);
  expect(portalConfig(portalEnvironment(installed)).databaseUrl).toBe(address);
  expect(workerConfig(workerEnvironment(installed)).signingKey).toBe(secrets.signingKey);
  expect(gatewayConfig(gatewayEnvironment(installed)).storeUrl).toContain("//g:p@");
  expect(Object.values(portalEnvironment(installed))).not.toContain(secrets.signingKey);
  const gateway = gatewayEnvironment(installed);
  expect(gateway).toMatchObject({ UPSTREAM_KEY: "k" });
  for (const kept of [secrets.signingKey, secrets.authSecret, secrets.telemetrySecret, address, "private"]) {
    expect(Object.values(gateway)).not.toContain(kept);
  }
});

it("follows a rotation: two keys while it lasts, one before and after it", () => {
  const before = loadSecrets(folder, NONE);
  expect(before.signingPublicKeys).toEqual([publicHalf(before.signingKey)]);
  expect(before.sealingKeys).toHaveLength(1);
  const next = newSigningKeys();
  changeSecrets(folder, (kept) => {
    kept["OTHER_SIGNING_PUBLIC_KEYS"] = next.publicKey;
    kept["SEALING_KEY"] = `${kept["SEALING_KEY"]},${newSealingKey()}`;
  });
  const during = loadSecrets(folder, NONE);
  expect(during.signingPublicKeys).toEqual([...before.signingPublicKeys, next.publicKey]);
  expect(during.sealingKeys[0]).toBe(before.sealingKeys[0]);
  const config = launcherConfig({ DATA_DIR: folder });
  writeGatewayKeys(config, during);
  expect(gatewayKeys(gatewayKeysFile(config))).toEqual({
    signingPublicKeys: during.signingPublicKeys,
    sealingKeys: during.sealingKeys,
  });
  expect(statSync(gatewayKeysFile(config)).mode & 0o777).toBe(0o600);
});
