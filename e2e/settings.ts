import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface E2eSettings {
  portalUrl: string;
  gatewayUrl: string;
  gatewayAdminUrl: string;
  dataDir: string;
  admin: { email: string; password: string };
  /** The OpenID Connect provider that a test starts, and the team its group `devs` belongs to. */
  oidc: { issuer: string; port: number; clientId: string; clientSecret: string; team: string };
  /** What the product is started with. */
  environment: Record<string, string>;
}

/** Asks the system for ports nobody has; the configuration is read in a place that cannot wait for a promise. */
const FREE_PORTS = `
const { createServer } = require("node:net");
const servers = [0, 1, 2, 3].map(() => createServer().listen(0, "127.0.0.1"));
Promise.all(servers.map((server) => new Promise((resolve) => server.on("listening", resolve)))).then(() => {
  console.log(JSON.stringify(servers.map((server) => server.address().port)));
  servers.forEach((server) => server.close());
});`;

/** One installation per run. Chosen once; the test processes find the choice in their environment. */
export function e2eSettings(): E2eSettings {
  process.env["E2E_SETTINGS"] ??= JSON.stringify(chooseSettings());
  return JSON.parse(process.env["E2E_SETTINGS"]) as E2eSettings;
}

function chooseSettings(): E2eSettings {
  const ports = JSON.parse(
    execFileSync(process.execPath, ["-e", FREE_PORTS], { encoding: "utf8" }),
  ) as number[];
  const [portal = 0, gateway = 0, gatewayAdmin = 0, oidcPort = 0] = ports;
  const dataDir = join(tmpdir(), `understudy-e2e-${randomBytes(6).toString("hex")}`);
  const admin = { email: "admin@e2e.example", password: randomBytes(12).toString("base64url") };
  const oidc = {
    issuer: `http://127.0.0.1:${oidcPort}`,
    port: oidcPort,
    clientId: "understudy",
    clientSecret: randomBytes(24).toString("base64url"),
    team: "grouped",
  };
  return {
    portalUrl: `http://127.0.0.1:${portal}`,
    gatewayUrl: `http://127.0.0.1:${gateway}`,
    gatewayAdminUrl: `http://127.0.0.1:${gatewayAdmin}`,
    dataDir,
    admin,
    oidc,
    environment: {
      PORTAL_PORT: String(portal),
      GATEWAY_PORT: String(gateway),
      GATEWAY_ADMIN_PORT: String(gatewayAdmin),
      DATA_DIR: dataDir,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      OIDC_ISSUER: oidc.issuer,
      OIDC_CLIENT_ID: oidc.clientId,
      OIDC_CLIENT_SECRET: oidc.clientSecret,
      OIDC_NAME: "Example ID",
      OIDC_TEAMS: `devs=${oidc.team}:maintainer`,
      OIDC_CREATE_ACCOUNTS: "true",
      DATABASE_URL: process.env["E2E_DATABASE_URL"] ?? "",
      STORE_URL: process.env["E2E_STORE_URL"] ?? "",
    },
  };
}
