import { PORT_SETTINGS, type Env, type LauncherConfig } from "#lib/config";
import { openDatabase, type Database } from "./database.ts";
import type { Addresses, Installed } from "./environment.ts";
import { takeLock } from "./lock.ts";
import { checkPorts, type WantedPort } from "./ports.ts";
import { prepareDatabase, type Prepared } from "./prepare-database.ts";
import { startProcesses, stopProcesses, waitForProcesses, type Processes } from "./processes.ts";
import { followSecrets, writeGatewayKeys } from "./follow-secrets.ts";
import { loadSecrets } from "./secrets.ts";
import type { Supervised } from "./supervised.ts";

/** Processes of a killed run notice within a moment and drain; a launcher that was told to stop is given the same. */
const EARLIER_RUN_MS = 20_000;

export interface Voice {
  say(message: string): void;
  warn(message: string): void;
}

/** What was started so far, to be ended in the opposite order. */
export class Closers {
  readonly #list: (() => Promise<void> | void)[] = [];
  #closed: Promise<void> | undefined;

  get isClosed(): boolean {
    return this.#closed !== undefined;
  }

  /** Once closing has begun nothing new may stay: it is closed at once, and the start ends here. */
  async add(close: () => Promise<void> | void): Promise<void> {
    if (!this.#closed) {
      this.#list.push(close);
      return;
    }
    await close();
    throw new Error("Stopped while starting.");
  }

  close(): Promise<void> {
    this.#closed ??= this.#closeAll();
    return this.#closed;
  }

  async #closeAll(): Promise<void> {
    for (let close = this.#list.pop(); close; close = this.#list.pop()) await close();
  }
}

export interface Installation {
  installed: Installed;
  database: Database;
  processes: Processes;
  firstAdmin: Prepared["firstAdmin"];
  /** Names of processes that did not answer in time. */
  late: string[];
}

/** Starts everything on this machine. What it starts is in `closers`, whether or not it gets to the end. */
export async function startInstallation(
  start: { config: LauncherConfig; outer: Env; voice: Voice },
  closers: Closers,
): Promise<Installation> {
  const { config, outer, voice } = start;
  const lock = await takeLock(config.dataDir, EARLIER_RUN_MS);
  await closers.add(() => lock.release());
  const ports: WantedPort[] = PORT_SETTINGS.map((setting) => ({ setting, port: config.ports[setting] }));
  const { tls } = config.gateway;
  if (tls) ports.push({ setting: "GATEWAY_TLS_PORT", port: tls.port });
  await checkPorts(config.host, ports, lock.wasAbandoned ? EARLIER_RUN_MS : 0);
  const secrets = loadSecrets(config.dataDir, config.secrets);

  const running: Supervised[] = [];
  const database = await openDatabase(config.databaseUrl, config.dataDir, {
    ...voice,
    moved: () => running.forEach((process) => process.restart()),
  });
  await closers.add(() => database.stop());
  const prepared = await prepareDatabase({ config, secrets, databaseUrl: database.url, voice });

  const addresses = (): Addresses => prepared.addressesFor(database.url);
  const secretsNow = () => loadSecrets(config.dataDir, config.secrets);
  const installed = (): Installed => ({ config, secrets: secretsNow(), addresses: addresses(), outer });
  writeGatewayKeys(config, secrets);
  const started = startProcesses(installed, voice.warn);
  running.push(...Object.values(started));
  await closers.add(() => stopProcesses(started));
  // The gateway takes other keys while it serves; the others start anew with them.
  const unfollow = followSecrets(config, () => {
    writeGatewayKeys(config, secretsNow());
    started.portal.restart();
    started.worker.restart();
  });
  await closers.add(unfollow);
  await closers.add(() => lock.markStopping());
  const late = await waitForProcesses(installed());
  return { installed: installed(), database, processes: started, firstAdmin: prepared.firstAdmin, late };
}
