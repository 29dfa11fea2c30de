import type { Actor } from "#lib/access";
import type { Db, Tx } from "./client.ts";

/** What every verb gets: who, the database, the time, where to log. */
export interface Ctx {
  actor: Actor;
  db: Db;
  now: Date;
  log: Log;
  requestId?: string;
  /** What the request wants done in the transaction of its change, so that both happen or neither. */
  within?: Within;
}

export interface Within {
  /** Before anything is read or written; what it throws refuses the change. */
  before?(tx: Tx): Promise<void>;
  /** After the change, with its result. */
  after?(tx: Tx, result: unknown): Promise<void>;
}

/** The part of pino that verbs use. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
