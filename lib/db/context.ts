import type { Actor } from "#lib/access";
import type { Db } from "./client.ts";

/** What every verb gets: who, the database, the time, where to log. */
export interface Ctx {
  actor: Actor;
  db: Db;
  now: Date;
  log: Log;
  requestId?: string;
}

/** The part of pino that verbs use. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
