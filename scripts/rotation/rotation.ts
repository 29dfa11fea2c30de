import { setTimeout as delay } from "node:timers/promises";
import type { EndedDocument } from "#lib/catalogue";
import type { LauncherConfig } from "#lib/config";
import { wakeWorker, type Ctx, type Db } from "#lib/db";
import { AppError } from "#lib/errors";
import { adoptEnded, listEnvironments, restoreStore } from "#lib/publishing";
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

interface Rewriting {
  isNew(entry: Entry): boolean;
  /** What an old document says, where it can be kept although the database has nothing of it. */
  ended?(entry: Entry): EndedDocument["body"] | undefined;
}

/** Has the worker write again whatever is not new, until all is. Returns how many documents there are. Throws `timeout`. */
export async function rewriteUntil(rotation: Rotation, rewriting: Rewriting): Promise<number> {
  const { db, store } = rotation;
  let documents = 0;
  for (const { id, slug } of await environmentsOf(rotation)) {
    const read = async () => {
      const { entries } = await store.read(slug);
      return { all: entries.length, old: entries.filter((entry) => !rewriting.isNew(entry)) };
    };
    const until = Date.now() + REWRITTEN_MS;
    let found = await read();
    // Asked for again each time: the worker may have been writing with the old key a moment ago.
    for (let round = 0; found.old.length > 0; round++) {
      if (Date.now() > until) throw new AppError("timeout", whyNotNew(slug, found));
      if (round === 0) await adoptEnded(systemCtx(rotation), id, endedOf(found.old, rewriting));
      if (round % 10 === 0) {
        await restoreStore(systemCtx(rotation), {
          environmentId: id,
          versionIds: "all",
          reason: "npm run keys:rotate",
        });
        await db.$transaction((tx) => wakeWorker(tx, slug));
      }
      await delay(POLL_MS);
      found = await read();
    }
    documents += found.all;
  }
  return documents;
}

function endedOf(old: Entry[], { ended }: Rewriting): { key: string; body: EndedDocument["body"] }[] {
  return old.flatMap((entry) => {
    const body = ended?.(entry);
    return body ? [{ key: entry.key, body }] : [];
  });
}

/** How many documents a refusal names. */
const NAMED = 5;

/** Which documents are still the old ones, and what can be done about it. */
export function whyNotNew(
  slug: string,
  { all, old }: { all: number; old: readonly { key: string }[] },
): string {
  const named = old.slice(0, NAMED).map(({ key }) => key);
  const more = old.length > NAMED ? ` and ${old.length - NAMED} more` : "";
  return (
    `${slug}: ${old.length} of ${all} documents are still the old ones: ${named.join(", ")}${more}. Does the worker run? ` +
    "What it cannot write is named on the home page: publish or unpublish that. A route no API has is ended by publishing and " +
    "unpublishing a version of its name."
  );
}
