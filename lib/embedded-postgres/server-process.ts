import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "#lib/errors";
import { readPostmaster } from "./postmaster.ts";
import { CHILD_OPTIONS, type RunAs } from "./run-as.ts";

const READY_MS = 120_000;
const STOP_MS = 30_000;
const POLL_MS = 5;

const SETTINGS: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "128MB",
  max_connections: "200",
  fsync: "on",
  synchronous_commit: "on",
  // The log is one file per start: no statements (they may hold secrets), no ordinary errors, no chatter.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_checkpoints: "off",
};

export interface ServerRun {
  binaries: string;
  folder: string;
  port: number;
  user: RunAs;
  logFile: string;
  settings: Record<string, string>;
}

/** Starts the server and resolves once it accepts connections; a server that ends before that is an error with its log. */
export async function runServer(run: ServerRun): Promise<ChildProcess> {
  const child = spawnServer(run);
  const ended = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", () =>
      reject(new AppError("unavailable", `PostgreSQL did not start: ${lastLines(run.logFile)}`)),
    );
  });
  try {
    await Promise.race([ended, ready(child, run.folder)]);
    return child;
  } catch (error) {
    child.kill("SIGQUIT");
    throw error;
  }
}

/** Fast shutdown: open transactions are rolled back, data is flushed. Immediate when that takes too long. */
export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGINT");
  const timer = setTimeout(() => child.kill("SIGQUIT"), STOP_MS);
  await exited;
  clearTimeout(timer);
}

/** The remembered port when it is free, else any. */
export async function freePort(preferred = 0): Promise<number> {
  return (await tryPort(preferred)) ?? (await tryPort(0)) ?? 0;
}

/** In its own session, so that Ctrl-C in the terminal does not end it before those who use it. */
function spawnServer(run: ServerRun): ChildProcess {
  const settings = Object.entries({ ...SETTINGS, ...run.settings }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  rmSync(`${run.logFile}.1`, { force: true });
  try {
    renameSync(run.logFile, `${run.logFile}.1`);
  } catch {
    // no log of an earlier run
  }
  const log = openSync(run.logFile, "a", 0o600);
  try {
    return spawn(
      join(run.binaries, "bin", "postgres"),
      ["-D", run.folder, "-p", String(run.port), ...settings],
      {
        ...CHILD_OPTIONS,
        ...run.user,
        detached: true,
        stdio: ["ignore", log, log],
      },
    );
  } finally {
    closeSync(log);
  }
}

async function ready(child: ChildProcess, folder: string): Promise<void> {
  const until = performance.now() + READY_MS;
  while (performance.now() < until) {
    const postmaster = readPostmaster(folder);
    if (postmaster?.pid === child.pid && postmaster?.status === "ready") return;
    await delay(POLL_MS);
  }
  throw new AppError("timeout", `PostgreSQL was not ready within ${READY_MS / 1000} s.`);
}

function lastLines(logFile: string): string {
  return readFileSync(logFile, "utf8").trim().split("\n").slice(-5).join("\n");
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}
