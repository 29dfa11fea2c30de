/*
 * `npm run store:rebuild`: has the worker write everything the database knows to the shared store again, under new
 * revisions. For a store that was lost or emptied. Gateways keep serving what they have meanwhile.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { launcherConfig } from "#lib/config";
import { openDb, wakeWorker, type Ctx, type Db } from "#lib/db";
import { runningUrl } from "#lib/embedded-postgres";
import { AppError } from "#lib/errors";
import { listEnvironments, restoreStore } from "#lib/publishing";
import { done, fail, warn } from "./bootstrap/say.js";

const WRITTEN_MS = 120_000;
const POLL_MS = 200;

try {
  const config = launcherConfig();
  const db = openDb(config.databaseUrl ?? embeddedUrl(config.dataDir), { max: 2 });
  try {
    await rebuild(db);
  } finally {
    await db.$disconnect();
  }
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function embeddedUrl(dataDir: string): string {
  const url = runningUrl(join(dataDir, "postgres"));
  if (url !== undefined) return url;
  throw new AppError(
    "unavailable",
    `No database runs on ${dataDir}. Start the product with npm start, then run this again.`,
  );
}

async function rebuild(db: Db): Promise<void> {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const actor = { kind: "system", id: "store-rebuild", name: "Store rebuild" } as const;
  const ctx: Ctx = { actor, db, now: new Date(), log };
  for (const environment of await listEnvironments(db)) {
    const reason = "npm run store:rebuild";
    const count = await restoreStore(ctx, { environmentId: environment.id, versionIds: "all", reason });
    await db.$transaction((tx) => wakeWorker(tx, environment.slug));
    if (await untilWritten(db, environment.id)) done(`${environment.slug}: ${count} documents written`);
    else
      warn(
        `${environment.slug}: not everything is written yet. The worker goes on; the home page says what is wrong.`,
      );
  }
}

async function untilWritten(db: Db, environmentId: string): Promise<boolean> {
  const until = Date.now() + WRITTEN_MS;
  while (Date.now() < until) {
    const where = { environmentId, pending: true };
    const left = await Promise.all([
      db.deployment.count({ where }),
      db.accessDocument.count({ where }),
      db.endedDocument.count({ where }),
    ]);
    if (left.every((count) => count === 0)) return true;
    await delay(POLL_MS);
  }
  return false;
}
