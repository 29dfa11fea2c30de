/*
 * `npm run database:role`: brings the database up to date, makes (or renews) the role that portal and worker connect as, and
 * prints their settings. DATABASE_URL is the address of who owns the tables. Where the parts run on their own: before the
 * first start of each version, with the AUTH_SECRET of the portal. Again: prints the same.
 */
import { join } from "node:path";
import { launcherConfig } from "#lib/config";
import { ensureProductRole, migrate } from "#lib/db";
import { runningUrl } from "#lib/embedded-postgres";
import { AppError } from "#lib/errors";
import { inProject } from "./bootstrap/project.js";
import { fail } from "./bootstrap/say.js";
import { loadSecrets } from "./launcher/secrets.ts";

try {
  // To be taken into a file or an environment as it stands: the settings are what the command is for.
  for (const [name, value] of Object.entries(await settings())) console.log(`${name}=${value}`);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function settings(): Promise<Record<string, string>> {
  const config = launcherConfig();
  const { productDatabasePassword: password } = loadSecrets(config.dataDir, config.secrets);
  const ownerUrl = config.databaseUrl ?? runningUrl(join(config.dataDir, "postgres"));
  if (ownerUrl === undefined)
    throw new AppError(
      "unavailable",
      `No database runs on ${config.dataDir}. Start the product with npm start, or set DATABASE_URL.`,
    );
  const address = await addressOf(ownerUrl, password);
  if (config.storeUrl === undefined) return { DATABASE_URL: address };
  const isEtcd = config.storeUrl.startsWith("etcd:");
  return {
    DATABASE_URL: address,
    STORE_URL: isEtcd ? config.storeUrl : await addressOf(config.storeUrl, password),
  };
}

async function addressOf(ownerUrl: string, password: string): Promise<string> {
  await migrate(ownerUrl, inProject("prisma/migrations"));
  const role = await ensureProductRole(ownerUrl, password);
  if ("url" in role) return role.url;
  throw new AppError("forbidden", `There is no role for portal and worker. ${role.refused}`);
}
