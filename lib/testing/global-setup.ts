import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { migrate } from "#lib/db";
import { startEmbeddedPostgres } from "#lib/embedded-postgres";
import { endWithUs } from "./end-with-us.ts";
import { databaseUrl, onServer } from "./on-server.ts";
import { temporaryFolder } from "./temporary-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The server the suites use: its superuser's address, and the migrated database they clone. */
    postgres: { adminUrl: string; template: string };
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
  await migrate(databaseUrl(server.url, template), "prisma/migrations");
  project.provide("postgres", { adminUrl: server.url, template });
  return async () => {
    await onServer(server.url, `DROP DATABASE ${template} WITH (FORCE)`);
    await server.stop();
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
