import { setTimeout as delay } from "node:timers/promises";
import type { LauncherConfig } from "#lib/config";
import { wakeWorker, type Ctx, type Db } from "#lib/db";
import { AppError } from "#lib/errors";
import { listEnvironments, restoreStore } from "#lib/publishing";
import type { Entry, NodeStatus, Store } from "#lib/store";

export interface Rotation {
  config: LauncherConfig;
  db: Db;
  store: Store;
}

/** What a step did, and what comes after it. */
export interface Told {
  did: string;
  next: string;
}

const REWRITTEN_MS = 120_000;
const POLL_MS = 500;

export function systemCtx({ db }: Rotation): Ctx {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  return { actor: { kind: "system", id: "keys-rotate", name: "Key rotation" }, db, now: new Date(), log };
}

export async function environmentsOf({ db }: Rotation): Promise<{ id: string; slug: string }[]> {
  return listEnvironments(db);
}

/** The connected gateways of which it does not hold. */
export async function nodesWithout(
  rotation: Rotation,
  holds: (status: NodeStatus) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  for (const { slug } of await environmentsOf(rotation))
    for (const status of await rotation.store.listStatus(slug))
      if (!holds(status)) found.push(`${status.node} (${slug})`);
  return found;
}

/** Has the worker write again whatever is not new, until all is. Returns how many documents there are. Throws `timeout`. */
export async function rewriteUntil(rotation: Rotation, isNew: (entry: Entry) => boolean): Promise<number> {
  const { db, store } = rotation;
  let documents = 0;
  for (const { id, slug } of await environmentsOf(rotation)) {
    const old = async () => {
      const { entries } = await store.read(slug);
      return { all: entries.length, old: entries.filter((entry) => !isNew(entry)).length };
    };
    const until = Date.now() + REWRITTEN_MS;
    let found = await old();
    // Asked for again each time: the worker may have been writing with the old key a moment ago.
    for (let round = 0; found.old > 0; round++) {
      if (Date.now() > until)
        throw new AppError(
          "timeout",
          `${slug}: ${found.old} of ${found.all} documents are still the old ones. Does the worker run?`,
        );
      if (round % 10 === 0) {
        await restoreStore(systemCtx(rotation), {
          environmentId: id,
          versionIds: "all",
          reason: "npm run keys:rotate",
        });
        await db.$transaction((tx) => wakeWorker(tx, slug));
      }
      await delay(POLL_MS);
      found = await old();
    }
    documents += found.all;
  }
  return documents;
}
