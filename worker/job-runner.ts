import { EventEmitter } from "node:events";
import { Logger, run, type Runner, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import type { Log } from "#lib/db";
import { KEEP_OWN_API_DELAY_MS, KEEP_OWN_API_TASK } from "./keep-own-api.ts";
import { CRONTAB, tasks } from "./tasks.ts";
import type { WorkerContext } from "./worker-context.ts";

const RETRY_FIRST_MS = 500;
const RETRY_MOST_MS = 10_000;
/** The runner holds none while a job runs. */
const CONNECTIONS = 4;
/** Most of them wait for mail servers and receivers of webhooks. */
const CONCURRENT_JOBS = 8;

/**
 * What became of a job is written in batches: only then does the library handle it when that fails, by ending the runner. Written
 * one by one the failure is a rejection that nobody handles, and the process ends.
 */
const PRESET = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } };

/**
 * Background jobs on graphile-worker. Its runner ends when it loses the database for good; then another is started, and what the
 * old one had in hand is free again. Starting it also brings its tables up to date.
 */
export class JobRunner {
  readonly #context: WorkerContext;
  readonly #databaseUrl: string;
  #runner: Runner | undefined;
  /** The name under which the present or last runner holds its jobs. */
  #holder: string | undefined;
  #stopped = false;
  #ended: Promise<void> = Promise.resolve();
  #cancelWait: (() => void) | undefined;

  constructor(context: WorkerContext, databaseUrl: string) {
    this.#context = context;
    this.#databaseUrl = databaseUrl;
  }

  start(): void {
    this.#ended = this.#keepRunning();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelWait?.();
    await this.#runner?.stop().catch(() => undefined);
    await this.#ended;
  }

  async #keepRunning(): Promise<void> {
    let failures = 0;
    while (!this.#stopped) {
      try {
        await this.#runOnce();
        failures = 0;
      } catch (error) {
        this.#context.log.warn({ err: error }, "background jobs pause, the database does not answer");
        await this.#wait(Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** failures));
        failures += 1;
      }
    }
  }

  /** Resolves when the runner was stopped, throws when it ended by itself. */
  async #runOnce(): Promise<void> {
    const pool = new pg.Pool({
      connectionString: this.#databaseUrl,
      max: CONNECTIONS,
      connectionTimeoutMillis: 5_000,
    });
    // Connections report a lost database here; the runner notices by itself.
    pool.on("error", () => undefined);
    pool.on("connect", (client) => client.on("error", () => undefined));
    const before = this.#holder;
    const events: WorkerEvents = new EventEmitter();
    events.on("pool:create", ({ workerPool }) => (this.#holder = workerPool.id));
    try {
      this.#runner = await run({
        preset: PRESET,
        events,
        pgPool: pool,
        taskList: tasks(this.#context),
        crontab: CRONTAB,
        concurrency: CONCURRENT_JOBS,
        noHandleSignals: true,
        logger: graphileLogger(this.#context.log),
      });
      if (this.#stopped) await this.#runner.stop();
      else {
        if (before !== undefined) await free(pool, before);
        await keepOwnApiSoon(this.#runner);
      }
      await this.#runner.promise;
    } finally {
      this.#runner = undefined;
      await pool.end().catch(() => undefined);
    }
  }

  async #wait(ms: number): Promise<void> {
    if (this.#stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#cancelWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#cancelWait = undefined;
  }
}

/** What a runner that is gone could not give back would wait for four hours. */
async function free(pool: pg.Pool, holder: string): Promise<void> {
  await pool.query("SELECT graphile_worker.force_unlock_workers($1)", [[holder]]);
}

/** A new product may have a new REST API. */
async function keepOwnApiSoon(runner: Runner): Promise<void> {
  const runAt = new Date(Date.now() + KEEP_OWN_API_DELAY_MS);
  await runner.addJob(KEEP_OWN_API_TASK, {}, { jobKey: KEEP_OWN_API_TASK, runAt });
}

/** Its chatter about every poll is left out; what fails is kept. */
function graphileLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === "error") log.error({}, message);
    else if (level === "warning") log.warn({}, message);
  });
}
