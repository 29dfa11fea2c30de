import type { KeyObject } from "node:crypto";
import type { Actor } from "#lib/access";
import type { Ctx, Db, Log } from "#lib/db";
import type { Mailer } from "#lib/mail";
import type { Store } from "#lib/store";

/** What every part of the worker needs. */
export interface WorkerContext {
  db: Db;
  store: Store;
  /** Signs documents; only the worker has it. */
  signingKey: KeyObject;
  /** Its public half: tells the portal's documents from others. */
  verifyKey: KeyObject;
  /** Any of them may have sealed a secret. */
  sealingKeys: readonly Buffer[];
  /** Absent: notifications stay in the portal. */
  mailer: Mailer | undefined;
  /** Where browsers reach the portal: the base of links in messages. */
  portalUrl: string;
  log: Log;
}

const ACTOR: Actor = { kind: "system", id: "worker", name: "Worker" };

/** The context of the verbs the worker calls. */
export function systemCtx({ db, log }: Pick<WorkerContext, "db" | "log">): Ctx {
  return { actor: ACTOR, db, log, now: new Date() };
}
