import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDefaults } from "#lib/catalogue";
import { migrate, openDb, type Ctx, type Db } from "#lib/db";
import { startEmbeddedPostgres } from "#lib/embedded-postgres";
import { newSealingKey, newSigningKeys } from "#lib/signing";
import { createGatewayRole } from "#lib/store";
import { freePort } from "./free-port.ts";

export interface Installation {
  db: Db;
  url: string;
  ctx: Ctx;
  environment: string;
  node: string;
  gatewayUrl: string;
  sealingKey: Buffer;
  stop(): Promise<void>;
}

const NODE = "bench";
const ENVIRONMENT = "production";
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** PostgreSQL, a worker and a gateway as they run in production, in a folder of their own. */
export async function startInstallation(): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), log: () => {} });
  await migrate(postgres.url, "prisma/migrations");
  const db = openDb(postgres.url, { max: 4 });
  const actor = { kind: "system", id: "bench", name: "Bench" } as const;
  const ctx: Ctx = { actor, db, now: new Date(), log: SILENT };
  await ensureDefaults(ctx);
  const password = randomBytes(18).toString("hex");
  const storeUrl = await createGatewayRole(postgres.url, { environment: ENVIRONMENT, node: NODE, password });
  const keys = newSigningKeys();
  const sealingKey = newSealingKey();
  const [port, adminPort] = [await freePort(), await freePort()];
  const worker = start("worker/main.ts", {
    DATABASE_URL: postgres.url,
    SEALING_KEY: sealingKey,
    SIGNING_KEY: keys.privateKey,
  });
  const gateway = start("gateway/main.ts", {
    GATEWAY_PORT: String(port),
    GATEWAY_ADMIN_PORT: String(adminPort),
    GATEWAY_NODE: NODE,
    GATEWAY_ENVIRONMENT: ENVIRONMENT,
    GATEWAY_SNAPSHOT_DIR: join(folder, "snapshot"),
    STORE_URL: storeUrl,
    SIGNING_PUBLIC_KEY: keys.publicKey,
    SEALING_KEY: sealingKey,
  });
  return {
    db,
    url: postgres.url,
    ctx,
    environment: ENVIRONMENT,
    node: NODE,
    gatewayUrl: `http://127.0.0.1:${port}`,
    sealingKey: Buffer.from(sealingKey, "base64"),
    stop: async () => {
      await Promise.all([end(worker), end(gateway)]);
      await db.$disconnect();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function start(program: string, env: Record<string, string>): ChildProcess {
  const { PATH = "" } = process.env;
  return spawn(process.execPath, [program], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { PATH, NODE_ENV: "production", LOG_LEVEL: "error", ...env },
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}
