import pg from "pg";
import { WAKE_CHANNEL, type Log } from "#lib/db";

const TRY_EVERY_MS = 2_000;
const RETRY_FIRST_MS = 200;
const RETRY_MOST_MS = 5_000;

interface EnvironmentName {
  id: string;
  slug: string;
}

interface LeadershipOptions {
  databaseUrl: string;
  log: Log;
  /** This process now works for the environment; nobody else does. */
  gained(environment: EnvironmentName): void;
  /** It may not any more. */
  lost(environmentId: string): void;
  /** Something changed in an environment (slug), or in any of them (`*`). */
  woken(slug: string): void;
}

/**
 * One database session that holds an advisory lock per environment it works for, and listens for wake-ups. The locks go
 * with the session, so a worker that dies or is cut off is replaced by a standby within seconds; a write that was still
 * under way is refused by the store, which takes only the next revision.
 */
export class Leadership {
  readonly #options: LeadershipOptions;
  readonly #held = new Set<string>();
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #stopped = false;
  #work: Promise<void> = Promise.resolve();

  constructor(options: LeadershipOptions) {
    this.#options = options;
  }

  start(): void {
    this.#schedule(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#work;
    await this.#client?.end().catch(() => undefined);
  }

  #schedule(delayMs: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#work = this.#round();
    }, delayMs);
  }

  async #round(): Promise<void> {
    try {
      this.#client ??= await this.#connect();
      await this.#tryLocks(this.#client);
      this.#failures = 0;
      this.#schedule(TRY_EVERY_MS);
    } catch (error) {
      this.#options.log.warn({ err: error }, "the database does not answer");
      this.#giveUp();
    }
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#options.databaseUrl,
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
      keepAlive: true,
    });
    client.on("error", () => this.#ended(client));
    client.on("end", () => this.#ended(client));
    client.on("notification", (message) => this.#options.woken(message.payload ?? "*"));
    await client.connect();
    await client.query(`LISTEN ${WAKE_CHANNEL}`);
    // What was asked for while nobody listened.
    this.#options.woken("*");
    return client;
  }

  async #tryLocks(client: pg.Client): Promise<void> {
    const { rows } = await client.query<EnvironmentName>(
      'SELECT "id", "slug" FROM "Environment" ORDER BY "position"',
    );
    for (const environment of rows) {
      if (this.#held.has(environment.id)) continue;
      const lock = await client.query<{ locked: boolean }>(
        "SELECT pg_try_advisory_lock(hashtextextended('understudy worker ' || $1, 0)) AS locked",
        [environment.id],
      );
      if (!lock.rows[0]?.locked || this.#client !== client) continue;
      this.#held.add(environment.id);
      this.#options.gained(environment);
    }
  }

  #ended(client: pg.Client): void {
    if (this.#client === client) this.#giveUp();
  }

  #giveUp(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.end().catch(() => undefined);
    for (const id of this.#held) this.#options.lost(id);
    this.#held.clear();
    this.#schedule(Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.#failures));
    this.#failures += 1;
  }
}
