import type { ChildProcess } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { AppError } from "#lib/errors";
import { usableBinaries } from "./binaries.ts";
import { DATABASE, ensureCluster, findInstance, SHARED_FOLDER, SUPERUSER } from "./cluster.ts";
import { type Instance, saveInstance } from "./instance-file.ts";
import { stopLeftover } from "./postmaster.ts";
import { identityOf, isRunning } from "./process-identity.ts";
import { chooseUser, type RunAs } from "./run-as.ts";
import { freePort, runServer, stopServer } from "./server-process.ts";

const START_ATTEMPTS = 20;
const RETRY_MS = 250;

export interface EmbeddedPostgresOptions {
  /** Holds the database, its log and its password; made when absent. */
  dataDir: string;
  /** Told what a person may want to know. */
  log: (message: string) => void;
  /** Server settings over the defaults, e.g. `{ fsync: "off" }` for throw-away databases. */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  /** Database `understudy` as its superuser. */
  url: string;
  port: number;
  pid: number;
  /** Ends it in order (fast shutdown). */
  stop(): Promise<void>;
  /** Told once when the server ends without `stop`. */
  onExit(listener: (reason: string) => void): void;
}

/**
 * Starts the PostgreSQL that comes with the packages, on 127.0.0.1 and a port remembered between runs. A server that a
 * killed run left behind is stopped first. Throws `conflict` when a living process already uses the folder,
 * `unavailable` when it cannot run here.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const user = chooseUser();
  const instance = findInstance(dataDir, user);
  refuseSecondOwner(instance, dataDir);
  if (await stopLeftover(instance.folder))
    options.log("Stopped the PostgreSQL that an earlier run left behind.");
  const inShared = !instance.folder.startsWith(dataDir);
  if (inShared)
    options.log(`The database is in ${dirname(instance.folder)}: its user cannot enter ${dataDir}.`);
  const binaries = usableBinaries(user, inShared ? SHARED_FOLDER : dataDir);
  await ensureCluster(instance, binaries, user);
  const { child, port } = await startWithRetry({
    instance,
    binaries,
    user,
    dataDir,
    settings: options.settings ?? {},
  });
  const owner = identityOf(process.pid);
  const { owner: _earlier, ...unowned } = { ...instance, port };
  saveInstance(dataDir, owner ? { ...unowned, owner } : unowned);
  const address = `${SUPERUSER}:${instance.password}@127.0.0.1:${port}`;
  await ensureDatabase(`postgres://${address}/postgres`);
  return handleOf({
    child,
    port,
    url: `postgres://${address}/${DATABASE}`,
    release: () => saveInstance(dataDir, unowned),
  });
}

function refuseSecondOwner(instance: Instance, dataDir: string): void {
  const { owner } = instance;
  if (!owner || owner.pid === process.pid || !isRunning(owner)) return;
  throw new AppError(
    "conflict",
    `${dataDir} is in use by process ${owner.pid}. Stop it first, or set another DATA_DIR.`,
  );
}

interface Start {
  instance: Instance;
  binaries: string;
  user: RunAs;
  dataDir: string;
  settings: Record<string, string>;
}

/** Backends of a killed server end a moment after it and hold its shared memory; a free port may be taken meanwhile. */
async function startWithRetry(start: Start): Promise<{ child: ChildProcess; port: number }> {
  const logFile = join(start.dataDir, "postgresql.log");
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(start.instance.port);
    try {
      return { child: await runServer({ ...start, folder: start.instance.folder, port, logFile }), port };
    } catch (error) {
      const passing = error instanceof Error && /still in use|could not bind/i.test(error.message);
      if (!passing || attempt === START_ATTEMPTS) throw error;
      await delay(RETRY_MS);
    }
  }
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

interface Running {
  child: ChildProcess;
  url: string;
  port: number;
  /** Forgets that this process owns the folder. */
  release(): void;
}

function handleOf({ child, url, port, release }: Running): EmbeddedPostgres {
  let stopping = false;
  const listeners: ((reason: string) => void)[] = [];
  child.once("exit", (code, signal) => {
    if (!stopping) for (const listener of listeners) listener(signal ?? `exit code ${code}`);
  });
  return {
    url,
    port,
    pid: child.pid ?? 0,
    onExit: (listener) => void listeners.push(listener),
    stop: async () => {
      stopping = true;
      await stopServer(child);
      release();
    },
  };
}
