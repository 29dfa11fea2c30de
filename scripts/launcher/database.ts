import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "#lib/embedded-postgres";
import { restartDelayMs } from "./restart-delay.ts";

export interface Database {
  /** Where it is now; it may move when the embedded one had to be started again on another port. */
  readonly url: string;
  /** Of the embedded server. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

export interface DatabaseHooks {
  say(message: string): void;
  warn(message: string): void;
  /** The embedded database came back under another address. */
  moved(): void;
}

/** The given database, or the embedded one, kept running. */
export async function openDatabase(
  given: string | undefined,
  dataDir: string,
  hooks: DatabaseHooks,
): Promise<Database> {
  if (given !== undefined) return { url: given, pid: undefined, stop: async () => undefined };
  return keepEmbedded(join(dataDir, "postgres"), hooks);
}

async function keepEmbedded(dataDir: string, hooks: DatabaseHooks): Promise<Database> {
  let stopping = false;
  let failures = 0;
  let restarting: Promise<void> | undefined;
  let server = await startEmbeddedPostgres({ dataDir, log: hooks.say });

  const keep = (running: EmbeddedPostgres): void => {
    const startedMs = Date.now();
    running.onExit((reason) => {
      hooks.warn(`PostgreSQL ended (${reason}) and is started again.`);
      restarting = startAgain(Date.now() - startedMs);
    });
  };
  const startAgain = async (ranMs: number): Promise<void> => {
    for (let ran = ranMs; !stopping; ran = 0) {
      const wait = restartDelayMs(failures, ran);
      failures = wait.failures;
      await delay(wait.delayMs);
      if (stopping) return;
      try {
        const before = server.url;
        server = await startEmbeddedPostgres({ dataDir, log: hooks.say });
        keep(server);
        if (server.url !== before) hooks.moved();
        return;
      } catch (error) {
        hooks.warn(`PostgreSQL cannot be started: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  keep(server);

  return {
    get url() {
      return server.url;
    },
    get pid() {
      return server.pid;
    },
    stop: async () => {
      stopping = true;
      await restarting;
      await server.stop();
    },
  };
}
