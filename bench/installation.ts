import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDefaults, getEgressSettings, updateEgressSettings } from "#lib/catalogue";
import { ensureProductRole, migrate, openDb, type Ctx, type Db } from "#lib/db";
import { newSealingKey, newSigningKeys } from "#lib/signing";
import { createGatewayRole } from "#lib/store";
import { endProgram, startGateway, startProgram, type GatewayProcess } from "./installed-gateway.ts";
import { etcdServer, postgresServer, type StoreServer } from "./store-servers.ts";

export type StoreKind = "postgres" | "etcd";

export interface InstallationOptions {
  gateways: number;
  store: StoreKind;
  /** Of a PostgreSQL that is there already (an empty database, with the right to make roles); else one is started. */
  databaseUrl?: string | undefined;
}

export interface Installation {
  db: Db;
  /** As the worker sees it. */
  storeUrl: string;
  /** Acts as the system itself. */
  ctx(): Ctx;
  environment: string;
  gateways: readonly GatewayProcess[];
  /** What can be restarted: the embedded PostgreSQL and, where it is the store, etcd. */
  servers: Record<string, StoreServer>;
  sealingKey: Buffer;
  stop(): Promise<void>;
}

export const ENVIRONMENT = "production";
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** PostgreSQL, the store, a worker and gateways as they run in production, in a folder of their own. */
export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), "understudy-bench-"));
  // PostgreSQL may run as another user, who has to pass.
  chmodSync(folder, 0o711);
  const stack: (() => Promise<unknown> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (let end = stack.pop(); end; end = stack.pop()) await end();
  };
  try {
    return await start({ options, folder, stack, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Start {
  options: InstallationOptions;
  folder: string;
  /** What ends it, last first. */
  stack: (() => Promise<unknown> | void)[];
  stop(): Promise<void>;
}

async function start({ options, folder, stack, stop }: Start): Promise<Installation> {
  const servers: Record<string, StoreServer> = {};
  const serve = (name: string, server: StoreServer) => {
    servers[name] = server;
    stack.push(() => server.kill());
    return server.url;
  };
  const ownerUrl = options.databaseUrl ?? serve("PostgreSQL", await postgresServer(join(folder, "postgres")));
  const databaseUrl = await prepare(ownerUrl);
  const storeUrl =
    options.store === "etcd" ? serve("etcd", await etcdServer(join(folder, "etcd"))) : databaseUrl;
  const db = openDb(databaseUrl, { max: 4 });
  stack.push(() => db.$disconnect());
  const actor = { kind: "system", id: "bench", name: "Bench" } as const;
  const ctx = (): Ctx => ({ actor, db, now: new Date(), log: SILENT });
  await ensureDefaults(ctx());
  await updateEgressSettings(ctx(), { ...(await getEgressSettings(ctx())), privateTargets: true });
  const keys = newSigningKeys();
  const sealingKey = newSealingKey();
  const worker = startProgram(["worker/main.ts"], {
    DATABASE_URL: databaseUrl,
    STORE_URL: storeUrl,
    SEALING_KEY: sealingKey,
    SIGNING_KEY: keys.privateKey,
  });
  stack.push(() => endWorker(worker));
  const gateways: GatewayProcess[] = [];
  stack.push(() => Promise.all(gateways.map((gateway) => gateway.stop())));
  for (let n = 1; n <= options.gateways; n++) {
    const node = `gateway-${n}`;
    const password = randomBytes(18).toString("hex");
    const role = { environment: ENVIRONMENT, node, password };
    const env = {
      GATEWAY_ENVIRONMENT: ENVIRONMENT,
      GATEWAY_SNAPSHOT_DIR: join(folder, node),
      STORE_URL: options.store === "etcd" ? storeUrl : await createGatewayRole(ownerUrl, role),
      SIGNING_PUBLIC_KEY: keys.publicKey,
      SEALING_KEY: sealingKey,
    };
    gateways.push(await startGateway(node, env));
  }
  return {
    db,
    storeUrl,
    ctx,
    environment: ENVIRONMENT,
    gateways,
    servers,
    sealingKey: Buffer.from(sealingKey, "base64"),
    stop,
  };
}

/** Migrates; the address as portal and worker have it. */
async function prepare(ownerUrl: string): Promise<string> {
  await migrate(ownerUrl, "prisma/migrations");
  const role = await ensureProductRole(ownerUrl, randomBytes(18).toString("hex"));
  if ("url" in role) return role.url;
  throw new Error(role.refused);
}

/** A worker whose database is down may hang on its goodbyes. */
async function endWorker(worker: ChildProcess): Promise<void> {
  const impatient = setTimeout(() => worker.kill("SIGKILL"), 10_000);
  await endProgram(worker);
  clearTimeout(impatient);
}
