/*
 * `npm run audit:verify [-- --expect <position>:<hash>]`: recomputes the audit's chain. Exit 0: whole, and its head is
 * printed, to be noted elsewhere; 1: broken, and the first broken link is named; 2: it could not be verified.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launcherConfig } from "#lib/config";
import { openDb, type Ctx, type Db } from "#lib/db";
import { runningUrl } from "#lib/embedded-postgres";
import { AppError } from "#lib/errors";
import { verifyAudit } from "#lib/identity";
import { done, fail } from "./bootstrap/say.js";

const HEAD = /^(?<position>\d{1,18}):(?<hash>[0-9a-f]{64})$/;

try {
  const { values } = parseArgs({ options: { expect: { type: "string" } } });
  const expected = values.expect === undefined ? undefined : headOf(values.expect);
  const config = launcherConfig();
  const url = config.databaseUrl ?? runningUrl(join(config.dataDir, "postgres"));
  if (url === undefined)
    throw new AppError("unavailable", `No database runs on ${config.dataDir}. Start the product first.`);
  const db = openDb(url, { max: 2 });
  try {
    process.exitCode = (await verify(db, expected)) ? 0 : 1;
  } finally {
    await db.$disconnect();
  }
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

function headOf(text: string): { position: bigint; hash: string } {
  const found = HEAD.exec(text)?.groups;
  if (!found?.position || !found.hash)
    throw new AppError("invalid", "--expect takes <position>:<hash>, as this command printed it earlier.");
  return { position: BigInt(found.position), hash: found.hash };
}

async function verify(db: Db, expected?: { position: bigint; hash: string }): Promise<boolean> {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const actor = { kind: "system", id: "audit-verify", name: "Audit verification" } as const;
  const ctx: Ctx = { actor, db, now: new Date(), log };
  const verdict = await verifyAudit(ctx, expected);
  if (verdict.broken) {
    fail(`The audit is broken at ${verdict.broken.position}. ${verdict.broken.reason}`);
    return false;
  }
  const { position, hash } = verdict.head;
  done(`${position} entries are sealed and whole; ${await db.auditUnsealed.count()} wait for their seal`);
  done(`head ${position}:${hash}`);
  return true;
}
