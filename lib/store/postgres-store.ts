import pg from "pg";
import { checkCommit, staleWrite } from "./check-commit.ts";
import type {
  Commit,
  Entry,
  HolderSnapshot,
  Holds,
  StatusListener,
  Store,
  Watch,
  WatchListener,
} from "./port.ts";
import { codeOf, postgresError } from "./postgres-error.ts";
import type { Query } from "./postgres-listener.ts";
import { liveStatuses, statusSubscriber } from "./postgres-status.ts";
import { PostgresWakeups } from "./postgres-wakeups.ts";
import { readInPages } from "./postgres-read.ts";
import { entrySubscriber } from "./postgres-watch.ts";
import type { NodeStatus } from "./schema.ts";
import type { StoreSettings } from "./settings.ts";

/** What `store.commit` raises for a revision that is not the present one. */
const STALE = "UR001";

const PUT_STATUS = `
  INSERT INTO store.status (environment, node, value, expires_at)
  VALUES ($1, $2, $3, now() + $4 * interval '1 millisecond')
  ON CONFLICT (environment, node) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`;

/** The store in PostgreSQL's schema `store` (migration `…_store`). */
export function openPostgresStore(url: string, settings: StoreSettings): Store {
  return new PostgresStore(url, settings);
}

class PostgresStore implements Store {
  #pool: pg.Pool;
  #wakeups: PostgresWakeups;
  #query: Query = async (text, values) => (await this.#pool.query(text, values)).rows;

  constructor(url: string, settings: StoreSettings) {
    const { timeoutMs } = settings;
    this.#pool = new pg.Pool({
      connectionString: url,
      max: settings.max,
      connectionTimeoutMillis: timeoutMs,
      statement_timeout: timeoutMs,
      // A little more, so that the server's own word comes first when it still speaks.
      query_timeout: timeoutMs + 500,
      keepAlive: true,
      application_name: "understudy store",
    });
    // An idle connection that breaks is replaced at the next call.
    this.#pool.on("error", () => {});
    this.#wakeups = new PostgresWakeups(url, settings);
  }

  async read(environment: string, holds?: Holds): Promise<HolderSnapshot> {
    const client = await this.#pool.connect().catch(refuse);
    let failure: Error | undefined;
    try {
      const query: Query = async (text, values) => (await client.query(text, values)).rows;
      return (await readInPages(query, environment, holds)).snapshot;
    } catch (error) {
      failure = error as Error;
      return refuse(error);
    } finally {
      client.release(failure);
    }
  }

  async get(environment: string, key: string): Promise<Entry | undefined> {
    const rows = await this.#query<{ value: string; store_revision: string }>(
      "SELECT value, store_revision FROM store.entry WHERE environment = $1 AND key = $2",
      [environment, key],
    ).catch(refuse);
    return rows[0] && { key, value: rows[0].value, storeRevision: Number(rows[0].store_revision) };
  }

  async commit(environment: string, commit: Commit): Promise<void> {
    checkCommit(commit);
    const keys = commit.puts.map((put) => put.key);
    const values = commit.puts.map((put) => put.value);
    try {
      await this.#query("SELECT store.commit($1, $2, $3, $4, $5)", [
        environment,
        commit.expectedRevision,
        commit.storeRevision,
        keys,
        values,
      ]);
    } catch (error) {
      throw codeOf(error) === STALE ? staleWrite(commit, error) : postgresError(error);
    }
  }

  watch(environment: string, listener: WatchListener): Watch {
    const subscription = this.#wakeups.subscribe(entrySubscriber(environment, listener));
    return { close: async () => subscription.close() };
  }

  async putStatus(environment: string, status: NodeStatus, ttlMs: number): Promise<void> {
    await this.#query(PUT_STATUS, [environment, status.node, JSON.stringify(status), ttlMs]).catch(refuse);
  }

  async removeStatus(environment: string, node: string): Promise<void> {
    await this.#query("DELETE FROM store.status WHERE environment = $1 AND node = $2", [
      environment,
      node,
    ]).catch(refuse);
  }

  async listStatus(environment: string): Promise<NodeStatus[]> {
    return liveStatuses(this.#query, environment).catch(refuse);
  }

  watchStatus(environment: string, listener: StatusListener): Watch {
    const { subscriber, follow, close } = statusSubscriber(environment, listener);
    const subscription = this.#wakeups.subscribe(subscriber);
    follow(subscription);
    return {
      close: async () => {
        close();
        subscription.close();
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#wakeups.close(), this.#pool.end()]);
  }
}

function refuse(error: unknown): never {
  throw postgresError(error);
}
