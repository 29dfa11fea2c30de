import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { afterAll } from "vitest";
import { ensureProductRole, migrate } from "#lib/db";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "#lib/embedded-postgres";
import { endWithUs } from "./end-with-us.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface TestPostgres {
  /** Of the superuser, who owns the tables. It stays the same over restarts, like the next. */
  url: string;
  /** Of the product's role. */
  productUrl: string;
  /** SIGKILL: what a crash leaves. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  restart(): Promise<void>;
}

/** A migrated PostgreSQL of the suite's own, for outage tests; gone after the suite. */
export async function testPostgres(): Promise<TestPostgres> {
  const { stop, ...postgres } = await startOwnPostgres();
  afterAll(stop);
  return postgres;
}

/** The same outside a suite: whoever starts it stops it. */
export async function startOwnPostgres(): Promise<TestPostgres & { stop(): Promise<void> }> {
  const dataDir = temporaryFolder("own-postgres");
  let release = (): void => {};
  const start = async (): Promise<EmbeddedPostgres> => {
    const started = await startEmbeddedPostgres({ dataDir, log: () => {}, settings: { fsync: "off" } });
    release = endWithUs(started.pid, dataDir);
    return started;
  };
  let server: EmbeddedPostgres | undefined = await start();
  const { url } = server;
  await migrate(url, "prisma/migrations");
  const product = await ensureProductRole(url, randomBytes(18).toString("base64url"));
  if (!("url" in product)) throw new Error(product.refused);
  const stop = async (): Promise<void> => {
    release();
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return {
    url,
    productUrl: product.url,
    stop,
    kill: async () => {
      if (!server) return;
      release();
      const ended = new Promise<string>((resolve) => server?.onExit(resolve));
      process.kill(server.pid, "SIGKILL");
      await ended;
      server = undefined;
    },
    restart: async () => {
      server ??= await start();
    },
  };
}
