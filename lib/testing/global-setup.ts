import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { ensureProductRole, migrate } from "#lib/db";
import { startEmbeddedPostgres } from "#lib/embedded-postgres";
import { endWithUs } from "./end-with-us.ts";
import { databaseUrl, onServer } from "./on-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The server the suites use: its superuser's address, the migrated database they clone, and the product's role there. */
    postgres: { adminUrl: string; template: string; productUrl: string };
  }
}

/**
 * One PostgreSQL per run, one migrated template in it. TEST_DATABASE_URL names a server (as its superuser) to use
 * instead of an embedded one; nothing that was there is touched.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["TEST_DATABASE_URL"];
  const server = given ? { url: given, stop: () => Promise.resolve() } : await startThrowAway();
  const template = `understudy_template_${randomBytes(6).toString("hex")}`;
  await onServer(server.url, `CREATE DATABASE ${template}`);
  const templateUrl = databaseUrl(server.url, template);
  await migrate(templateUrl, "prisma/migrations");
  const product = await ensureProductRole(templateUrl, randomBytes(18).toString("base64url"));
  if (!("url" in product)) throw new Error(product.refused);
  project.provide("postgres", { adminUrl: server.url, template, productUrl: product.url });
  return async () => {
    if (!given) return server.stop();
    await onServer(server.url, `DROP DATABASE ${template} WITH (FORCE)`);
    await onServer(server.url, `DROP ROLE "${new URL(product.url).username}"`);
  };
}

async function startThrowAway(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = temporaryFolder("test-postgres");
  const postgres = await startEmbeddedPostgres({
    dataDir,
    log: () => {},
    settings: { fsync: "off", full_page_writes: "off" },
  });
  const release = endWithUs(postgres.pid, dataDir);
  return {
    url: postgres.url,
    stop: async () => {
      release();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
