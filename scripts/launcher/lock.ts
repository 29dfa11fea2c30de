import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { identityOf, isRunning, type ProcessIdentity } from "#lib/embedded-postgres";
import { AppError } from "#lib/errors";

const POLL_MS = 100;
/** A launcher whose npm was killed needs a moment to notice. */
const NOTICE_MS = 3_000;

interface Holder extends ProcessIdentity {
  isStopping?: boolean;
}

export interface Lock {
  /** Whether an earlier run ended without giving the lock back. */
  wasAbandoned: boolean;
  /** Tells a launcher that waits that this one is about to end. */
  markStopping(): void;
  release(): void;
}

/**
 * Makes this process the only launcher on a data directory. A launcher that is stopping is waited for up to
 * `stopMs`; throws `conflict` when it stays.
 */
export async function takeLock(dataDir: string, stopMs: number): Promise<Lock> {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const path = join(dataDir, "launcher.lock");
  const own = identityOf(process.pid) ?? { pid: process.pid, startedAt: "" };
  const startedMs = Date.now();
  let wasAbandoned = false;
  while (!tryTake(path, own)) {
    const holder = readHolder(path);
    if (holder && isRunning(holder)) {
      if (Date.now() - startedMs > (holder.isStopping ? stopMs : NOTICE_MS)) throw heldBy(holder, dataDir);
      await delay(POLL_MS);
      continue;
    }
    wasAbandoned = true;
    rmSync(path, { force: true });
  }
  return {
    wasAbandoned,
    markStopping: () => {
      // Not after somebody removed the data directory under a running product.
      if (existsSync(path)) writeFileSync(path, JSON.stringify({ ...own, isStopping: true }));
    },
    release: () => rmSync(path, { force: true }),
  };
}

function heldBy(holder: Holder, dataDir: string): AppError {
  return new AppError(
    "conflict",
    `Understudy already runs on ${dataDir} (process ${holder.pid}).\n` +
      `Stop it with Ctrl-C or \`kill ${holder.pid}\`, or start this one with another DATA_DIR and other ports.`,
  );
}

/** A hard link appears whole or not at all, and not over an existing file. */
function tryTake(path: string, own: ProcessIdentity): boolean {
  const draft = `${path}.${own.pid}`;
  writeFileSync(draft, JSON.stringify(own));
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch {
    return undefined; // given back, or torn by a crash: either way nobody holds it
  }
}
