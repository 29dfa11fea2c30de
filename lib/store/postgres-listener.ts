import pg from "pg";
import { backoffMs } from "./backoff.ts";
import type { StoreSettings } from "./settings.ts";

export type Query = <R extends pg.QueryResultRow>(text: string, values: unknown[]) => Promise<R[]>;

interface Handlers {
  connected(query: Query): void;
  notified(payload: string): void;
  lost(error: unknown): void;
}

export const CHANNEL = "understudy_store";

/** A connection of its own that LISTENs, and is made again after every loss, with growing pauses. */
export class PostgresListener {
  #url: string;
  #settings: StoreSettings;
  #handlers: Handlers;
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #attempt = 0;
  #closed = false;

  constructor(url: string, settings: StoreSettings, handlers: Handlers) {
    this.#url = url;
    this.#settings = settings;
    this.#handlers = handlers;
    this.#connect();
  }

  /** Gives up the present connection, e.g. because a query on it did not come back. */
  renew(error: unknown): void {
    this.#lose(this.#client, error);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => {});
  }

  #connect(): void {
    const { timeoutMs } = this.#settings;
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: timeoutMs,
      // A whole environment may come in one answer.
      query_timeout: timeoutMs * 6,
      keepAlive: true,
      application_name: "understudy store watch",
    });
    this.#client = client;
    client.on("error", (error) => this.#lose(client, error));
    client.on("end", () => this.#lose(client, new Error("the connection was closed")));
    client.on("notification", ({ payload }) => this.#handlers.notified(payload ?? ""));
    this.#listen(client).catch((error: unknown) => this.#lose(client, error));
  }

  async #listen(client: pg.Client): Promise<void> {
    await client.connect();
    await client.query(`LISTEN ${CHANNEL}`);
    if (this.#client !== client) return;
    this.#attempt = 0;
    this.#handlers.connected(async (text, values) => (await client.query(text, values)).rows);
  }

  #lose(client: pg.Client | undefined, error: unknown): void {
    if (this.#closed || client === undefined || this.#client !== client) return;
    this.#client = undefined;
    client.end().catch(() => {});
    this.#handlers.lost(error);
    this.#retry = setTimeout(() => this.#connect(), backoffMs(this.#attempt++));
  }
}
