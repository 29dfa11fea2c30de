import { spawn, type ChildProcess } from "node:child_process";
import { closeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lastLines, limitLog, openLog } from "./log-file.ts";
import { restartDelayMs } from "./restart-delay.ts";

const FOLLOW_PARENT = new URL("./follow-parent.js", import.meta.url).href;
const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const LOG_CHECK_MS = 60_000;

export interface ProcessPlan {
  /** How people call it: "portal". */
  name: string;
  /** The script and its arguments. */
  args: string[];
  /** Everything the process may know; asked again at every start. */
  env: () => Record<string, string>;
  logFile: string;
  /** From SIGTERM to SIGKILL. */
  stopMs: number;
}

export interface Supervised {
  readonly name: string;
  readonly pid: number | undefined;
  /** Ends it and starts it again with its present environment. */
  restart(): void;
  /** Ends it for good; resolves when it is gone. */
  stop(): Promise<void>;
  /** Sends SIGKILL. */
  kill(): void;
}

/**
 * Starts a process and keeps it running: one that ends unasked is started again, after a pause that grows from 0.2 s
 * to 10 s while it keeps ending. It runs in a session of its own, so Ctrl-C in the terminal reaches only the launcher.
 */
export function supervise(plan: ProcessPlan, warn: (message: string) => void): Supervised {
  let child: ChildProcess;
  let stopping = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  const start = (): void => {
    const startedMs = Date.now();
    child = launch(plan);
    child.once("error", (error) => warn(`The ${plan.name} cannot be started: ${error.message}`));
    child.once("exit", (code, signal) => {
      if (stopping) return;
      const wait = restartDelayMs(failures, Date.now() - startedMs);
      failures = wait.failures;
      warn(
        `The ${plan.name} ended (${signal ?? `exit code ${code}`}) and is started again.${lastWords(plan)}`,
      );
      timer = setTimeout(start, wait.delayMs);
    });
  };
  start();
  const logTimer = setInterval(() => limitLog(plan.logFile), LOG_CHECK_MS);

  return {
    name: plan.name,
    get pid() {
      return child.pid;
    },
    restart: () => void child.kill("SIGTERM"),
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      clearInterval(logTimer);
      await endWithin(child, plan.stopMs);
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

function launch(plan: ProcessPlan): ChildProcess {
  const log = openLog(plan.logFile);
  try {
    return spawn(process.execPath, ["--import", FOLLOW_PARENT, ...plan.args], {
      cwd: PROJECT,
      // NODE_ENV is in every plan; Next's types want it named.
      env: { NODE_ENV: "production", ...plan.env() },
      stdio: ["ignore", log, log, "ipc"],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
}

function lastWords(plan: ProcessPlan): string {
  const words = lastLines(plan.logFile, 5);
  return words === "" ? "" : `\n${words}\n(more in ${plan.logFile})`;
}

async function endWithin(child: ChildProcess, stopMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopMs);
  await gone;
  clearTimeout(timer);
}
