import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { AppError } from "#lib/errors";
import { DOCUMENT_MAX_BYTES, type Inspection } from "./schema.ts";

interface Limits {
  timeoutMs: number;
  memoryMb: number;
}

const LIMITS: Limits = { timeoutMs: 10_000, memoryMb: 512 };
/** Documents read at the same time, and callers kept waiting, in one process. */
const PARALLEL = 2;
const WAITING_MAX = 20;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Reads an OpenAPI 2.0, 3.0 or 3.1 document (JSON or YAML) in a thread of its own with limits on size, time, memory and
 * nesting; remote references are not fetched. What is wrong with the document is in the result. Throws `unavailable`
 * when too many documents wait.
 */
export async function inspectDocument(text: string, limits: Limits = LIMITS): Promise<Inspection> {
  if (Buffer.byteLength(text) > DOCUMENT_MAX_BYTES) {
    return refused("too-large", `The document is larger than ${DOCUMENT_MAX_BYTES / 1024 / 1024} MiB.`);
  }
  await enter();
  try {
    return await inspectInThread(text, limits);
  } finally {
    leave();
  }
}

async function inspectInThread(text: string, limits: Limits): Promise<Inspection> {
  const worker = new Worker(workerPath(), {
    workerData: text,
    // Nothing of this process is its business.
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
  });
  const inspection = new Promise<Inspection>((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve(refused("too-slow", `The document took longer than ${limits.timeoutMs / 1000} s to read.`));
    }, limits.timeoutMs);
    worker.once("message", resolve);
    worker.once("error", (error) => {
      if (isOutOfMemory(error))
        return resolve(refused("too-large", "The document needs too much memory to be read."));
      reject(new AppError("internal", "The document could not be read.", { cause: error }));
    });
    worker.once("exit", (code) => {
      clearTimeout(timer);
      reject(new AppError("internal", `The document's reader ended early (${code}).`));
    });
  });
  try {
    return await inspection;
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

function refused(code: string, message: string): Inspection {
  return { ok: false, problems: [{ severity: "error", code, message }] };
}
