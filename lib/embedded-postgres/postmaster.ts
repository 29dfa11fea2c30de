import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "#lib/errors";
import { isPostgresOn } from "./process-identity.ts";

const STOP_MS = 20_000;
const POLL_MS = 10;

interface Postmaster {
  pid: number;
  /** "starting", "ready", "stopping" … */
  status: string;
}

/** What `postmaster.pid` says; its layout is PostgreSQL's `miscadmin.h`. */
export function readPostmaster(folder: string): Postmaster | undefined {
  const path = join(folder, "postmaster.pid");
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, "utf8").split("\n");
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, status: (lines[7] ?? "").trim() } : undefined;
}

/**
 * Stops a server that a killed run left on this folder. A file that names some other process is removed: PostgreSQL
 * would refuse to start as long as that process lives.
 */
export async function stopLeftover(folder: string): Promise<boolean> {
  const found = readPostmaster(folder);
  if (!found) return false;
  if (!isPostgresOn(found.pid, folder)) {
    rmSync(join(folder, "postmaster.pid"), { force: true });
    return false;
  }
  process.kill(found.pid, "SIGINT");
  if (!(await goneWithin(found.pid, folder))) process.kill(found.pid, "SIGQUIT");
  if (!(await goneWithin(found.pid, folder))) {
    throw new AppError("unavailable", `PostgreSQL (process ${found.pid}) of an earlier run does not stop.`);
  }
  return true;
}

async function goneWithin(pid: number, folder: string): Promise<boolean> {
  const until = performance.now() + STOP_MS;
  while (isPostgresOn(pid, folder)) {
    if (performance.now() > until) return false;
    await delay(POLL_MS);
  }
  return true;
}
