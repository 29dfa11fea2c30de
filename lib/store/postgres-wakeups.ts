import { PostgresListener, type Query } from "./postgres-listener.ts";
import type { StoreSettings } from "./settings.ts";

/** Why a subscriber looks: something changed, or it compares everything (a new connection, the slow timer). */
export type LookReason = "woken" | "compare";

export interface Subscriber {
  /** The notification it waits for: `"<table> <environment>"`. */
  topic: string;
  look(query: Query, reason: LookReason): Promise<void>;
  connection(state: "connected" | "lost", error?: unknown): void;
}

export interface Subscription {
  /** Looks as soon as possible. */
  wake(): void;
  close(): void;
}

/** Shares one listening connection between all watches of a store client; it is opened with the first of them. */
export class PostgresWakeups {
  #url: string;
  #settings: StoreSettings;
  #listener: PostgresListener | undefined;
  #timer: NodeJS.Timeout | undefined;
  #query: Query | undefined;
  #lookers = new Set<Looker>();

  constructor(url: string, settings: StoreSettings) {
    this.#url = url;
    this.#settings = settings;
  }

  subscribe(subscriber: Subscriber): Subscription {
    const looker = new Looker(subscriber, (error) => this.#listener?.renew(error));
    this.#lookers.add(looker);
    this.#listener ??= this.#listen();
    if (this.#query) looker.attach(this.#query);
    return {
      wake: () => looker.look("woken"),
      close: () => {
        looker.close();
        this.#lookers.delete(looker);
      },
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const looker of this.#lookers) looker.close();
    this.#lookers.clear();
    await this.#listener?.close();
  }

  #listen(): PostgresListener {
    this.#timer = setInterval(
      () => this.#each((looker) => looker.look("compare")),
      this.#settings.reconcileMs,
    ).unref();
    return new PostgresListener(this.#url, this.#settings, {
      connected: (query) => {
        this.#query = query;
        this.#each((looker) => looker.attach(query));
      },
      notified: (payload) => this.#each((looker) => looker.notified(payload)),
      lost: (error) => {
        this.#query = undefined;
        this.#each((looker) => looker.detach(error));
      },
    });
  }

  #each(act: (looker: Looker) => void): void {
    for (const looker of this.#lookers) act(looker);
  }
}

/** Runs a subscriber's looks one at a time; what wakes it during a look makes another. */
class Looker {
  #subscriber: Subscriber;
  #failed: (error: unknown) => void;
  #query: Query | undefined;
  #running = false;
  #next: LookReason | undefined;
  #closed = false;

  constructor(subscriber: Subscriber, failed: (error: unknown) => void) {
    this.#subscriber = subscriber;
    this.#failed = failed;
  }

  attach(query: Query): void {
    this.#query = query;
    this.#subscriber.connection("connected");
    this.look("compare");
  }

  detach(error: unknown): void {
    const wasAttached = this.#query !== undefined;
    this.#query = undefined;
    this.#next = undefined;
    if (wasAttached) this.#subscriber.connection("lost", error);
  }

  notified(payload: string): void {
    const [table] = this.#subscriber.topic.split(" ");
    if (payload === this.#subscriber.topic || payload === `${table} *`) this.look("woken");
  }

  look(reason: LookReason): void {
    if (this.#next !== "compare") this.#next = reason;
    if (!this.#running) void this.#run();
  }

  close(): void {
    this.#closed = true;
    this.#query = undefined;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#next && this.#query && !this.#closed) {
      const query = this.#query;
      const reason = this.#next;
      this.#next = undefined;
      try {
        await this.#subscriber.look(query, reason);
      } catch (error) {
        // Of a connection that is gone already, this is only its echo.
        if (this.#query === query) this.#failed(error);
      }
    }
    this.#running = false;
  }
}
