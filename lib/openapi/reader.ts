import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { AppError } from "#lib/errors";
import type { Ruleset } from "./style-schema.ts";
import type { DiffedFile } from "./unified-diff.ts";

export interface ReaderLimits {
  timeoutMs: number;
  memoryMb: number;
}

export type ReaderJob =
  | { task: "inspect" | "reference" | "rule-facts"; text: string }
  | { task: "compare" | "stand-in"; old: string; now: string; at: Date }
  | { task: "diff"; files: DiffedFile[] }
  | { task: "style"; ruleset: Ruleset; text?: string };

/** Why a reader was stopped before it had an answer. */
type Stopped = { stopped: "too-slow" | "too-large" };

export const READER_LIMITS: ReaderLimits = { timeoutMs: 10_000, memoryMb: 512 };
/** Documents read at the same time, and callers kept waiting, in one process. */
const PARALLEL = 2;
const WAITING_MAX = 20;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Reads one document in a process of its own with limits on time and memory; says when it passed one. The caller names the
 * result's type, which goes with the task. Throws `unavailable` when too many documents wait.
 */
export async function inReader<T extends object>(job: ReaderJob, limits: ReaderLimits): Promise<T | Stopped> {
  await enter();
  try {
    return await runReader<T>(job, limits);
  } finally {
    leave();
  }
}

/** What a reader says at its end: its result, or what was thrown. */
export type ReaderAnswer = { result: unknown } | { thrown: unknown };

async function runReader<T extends object>(job: ReaderJob, limits: ReaderLimits): Promise<T | Stopped> {
  const child = fork(readerPath(), {
    // Nothing of this process is its business.
    env: { NODE_ENV: "production" },
    execArgv: [`--max-old-space-size=${limits.memoryMb}`, `--stack-size=${STACK_KIB}`],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  try {
    return await answerOf<T>(child, job, limits.timeoutMs);
  } finally {
    process.off("exit", kill);
    kill();
  }
}

function answerOf<T extends object>(
  child: ChildProcess,
  job: ReaderJob,
  timeoutMs: number,
): Promise<T | Stopped> {
  return new Promise<T | Stopped>((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(new AppError("internal", "The document could not be read.", { cause }));
    const timer = setTimeout(() => resolve({ stopped: "too-slow" }), timeoutMs);
    child.once("message", (answer: ReaderAnswer) =>
      // The caller names the type, which goes with the task.
      "thrown" in answer ? fail(answer.thrown) : resolve(answer.result as T),
    );
    child.once("error", fail);
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      if (signal !== null && OUT_OF_MEMORY.has(signal)) resolve({ stopped: "too-large" });
      else fail(new Error(`The reader ended early (${signal ?? code}).`));
    });
    child.send(job, (error) => {
      if (error) fail(error);
    });
  });
}

const STACK_KIB = 3_900;
/** V8 aborts where its heap is full; the system kills what takes more than there is. */
const OUT_OF_MEMORY: ReadonlySet<NodeJS.Signals> = new Set(["SIGABRT", "SIGKILL"]);

/**
 * A bundler moves this module but not the reader's: Node runs that from the sources, which every process of the
 * product has in its working directory.
 */
function readerPath(): string {
  return join(/* turbopackIgnore: true */ process.cwd(), "lib", "openapi", "reader-process.ts");
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
