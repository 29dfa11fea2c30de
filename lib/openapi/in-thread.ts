import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { AppError } from "#lib/errors";
import type { Ruleset } from "./style-schema.ts";
import type { DiffedFile } from "./unified-diff.ts";

export interface ThreadLimits {
  timeoutMs: number;
  memoryMb: number;
}

export type ThreadJob =
  | { task: "inspect" | "reference" | "rule-facts"; text: string }
  | { task: "compare" | "stand-in"; old: string; now: string; at: Date }
  | { task: "diff"; files: DiffedFile[] }
  | { task: "style"; ruleset: Ruleset; text?: string };

/** Why a thread was stopped before it had an answer. */
type Stopped = { stopped: "too-slow" | "too-large" };

export const THREAD_LIMITS: ThreadLimits = { timeoutMs: 10_000, memoryMb: 512 };
/** Documents read at the same time, and callers kept waiting, in one process. */
const PARALLEL = 2;
const WAITING_MAX = 20;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Reads one document in a thread of its own with limits on time and memory; says when it passed one. The caller names the
 * result's type, which goes with the task. Throws `unavailable` when too many documents wait.
 */
export async function inThread<T extends object>(job: ThreadJob, limits: ThreadLimits): Promise<T | Stopped> {
  await enter();
  try {
    return await runThread<T>(job, limits);
  } finally {
    leave();
  }
}

async function runThread<T extends object>(job: ThreadJob, limits: ThreadLimits): Promise<T | Stopped> {
  const worker = new Worker(workerPath(), {
    workerData: job,
    // Nothing of this process is its business.
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
  });
  const outcome = new Promise<T | Stopped>((resolve, reject) => {
    const timer = setTimeout(() => resolve({ stopped: "too-slow" }), limits.timeoutMs);
    worker.once("message", resolve);
    worker.once("error", (error) => {
      if (isOutOfMemory(error)) return resolve({ stopped: "too-large" });
      reject(new AppError("internal", "The document could not be read.", { cause: error }));
    });
    worker.once("exit", (code) => {
      clearTimeout(timer);
      reject(new AppError("internal", `The document's reader ended early (${code}).`));
    });
  });
  try {
    return await outcome;
  } finally {
    await worker.terminate();
  }
}

/**
 * A bundler moves this module but not the thread's: Node runs that from the sources, which every process of the
 * product has in its working directory.
 */
function workerPath(): string {
  return join(/* turbopackIgnore: true */ process.cwd(), "lib", "openapi", "worker.ts");
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

async function enter(): Promise<void> {
  if (running < PARALLEL) {
    running += 1;
    return;
  }
  if (waiting.length >= WAITING_MAX) {
    throw new AppError("unavailable", "Many documents are being read right now. Try again in a moment.");
  }
  await new Promise<void>((resolve) => waiting.push(resolve));
}

/** Hands the place on to the next in line, or frees it. */
function leave(): void {
  const next = waiting.shift();
  if (next) next();
  else running -= 1;
}
