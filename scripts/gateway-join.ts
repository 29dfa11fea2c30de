/*
 * `npm run gateway:join -- <environment> <node>`: makes what one more gateway needs (its database role, its telemetry
 * token) and prints its settings. Run where the product's data directory or its settings are.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { launcherConfig } from "#lib/config";
import { runningUrl } from "#lib/embedded-postgres";
import { telemetryToken } from "#lib/signing";
import { createGatewayRole } from "#lib/store";
import { fail } from "./bootstrap/say.js";
import { loadSecrets } from "./launcher/secrets.ts";

try {
  const [environment, node] = process.argv.slice(2);
  if (!environment || !node) throw new Error("Usage: npm run gateway:join -- <environment> <node>");
  for (const [name, value] of Object.entries(await settingsFor(environment, node)))
    console.log(`${name}=${value}`);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function settingsFor(environment: string, node: string): Promise<Record<string, string>> {
  // Parsed together: a bad name is told like any other mistake.
  const config = launcherConfig({ ...process.env, GATEWAY_ENVIRONMENT: environment, GATEWAY_NODE: node });
  const secrets = loadSecrets(config.dataDir, config.secrets);
  const storeUrl = config.storeUrl ?? config.databaseUrl ?? runningUrl(join(config.dataDir, "postgres"));
  if (storeUrl === undefined)
    throw new Error("The embedded database does not run. Start the product with npm start first.");
  const password = randomBytes(32).toString("base64url");
  return {
    GATEWAY_ENVIRONMENT: environment,
    GATEWAY_NODE: node,
    STORE_URL: storeUrl.startsWith("etcd:")
      ? storeUrl
      : await createGatewayRole(storeUrl, { environment, node, password }),
    SIGNING_PUBLIC_KEY: secrets.signingPublicKeys.join(","),
    SEALING_KEY: secrets.sealingKeys.join(","),
    TELEMETRY_URL: `${config.portalUrl}/api/v1/telemetry`,
    TELEMETRY_TOKEN: telemetryToken(secrets.telemetrySecret, environment, node),
  };
}
