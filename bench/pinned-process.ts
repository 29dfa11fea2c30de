import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** The core of whatever is measured, and the core of load and upstreams. */
export const MEASURED_CORE = 1;
export const LOAD_CORE = 0;

const READY_MS = 60_000;
const NS_PER_MS = 1e6;
/** At rest a program uses less than this share of a core over so long. */
const IDLE_WINDOW_MS = 1_000;
const IDLE_SHARE = 0.03;

interface PinnedOptions {
  command: string;
  args: readonly string[];
  core: number;
  /** On 127.0.0.1. */
  port: number;
  /** It is ready when this path is answered with 200; "/" unless told. */
  readyPath?: string;
  env?: Record<string, string>;
}

/** A program held to one core, with all processes it starts. Linux only: reads /proc, pins with taskset. */
export class PinnedProcess {
  readonly port: number;
  readonly #child: ChildProcess;
  #complaints = "";

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
    child.stderr?.on("data", (chunk) => (this.#complaints = `${this.#complaints}${chunk}`.slice(-4_096)));
  }

  /** Rejects when it ends, or is not ready within 60 s. */
  static async start({ command, args, core, env = {}, ...at }: PinnedOptions): Promise<PinnedProcess> {
    const { PATH = "" } = process.env;
    const child = spawn("taskset", ["-c", String(core), command, ...args], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { PATH, NODE_ENV: "production", ...env },
    });
    const started = new PinnedProcess(child, at.port);
    try {
      await started.#untilReady(command, at.readyPath ?? "/");
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  async #untilReady(command: string, path: string): Promise<void> {
    for (const end = Date.now() + READY_MS; Date.now() < end; await delay(20)) {
      if (this.#child.exitCode !== null) break;
      if ((await statusOf(this.port, path)) === 200) return;
    }
    throw new Error(`${command} does not answer ${path} on port ${this.port}: ${this.#complaints}`);
  }

  /** CPU time, user and system, of the program and all it started, until now. */
  cpuMs(): number {
    return processTree(this.#child.pid as number).reduce((sum, pid) => sum + cpuMsOf(pid), 0);
  }

  /** Resolves when it has nothing to do any more, after its start. Rejects when that takes more than a minute. */
  async untilIdle(): Promise<void> {
    for (const end = Date.now() + READY_MS; Date.now() < end;) {
      const before = this.cpuMs();
      await delay(IDLE_WINDOW_MS);
      if (this.cpuMs() - before < IDLE_WINDOW_MS * IDLE_SHARE) return;
    }
    throw new Error(`the program on port ${this.port} does not come to rest`);
  }

  /** Resident memory of the program and all it started. */
  rssBytes(): number {
    return processTree(this.#child.pid as number).reduce((sum, pid) => sum + rssBytesOf(pid), 0);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    const late = setTimeout(() => this.#child.kill("SIGKILL"), 5_000);
    await exit;
    clearTimeout(late);
  }
}

interface NodeOptions {
  core: number;
  /** The program's first argument. */
  port: number;
  args: readonly string[];
  /** Of Node itself. */
  nodeOptions?: readonly string[];
  readyPath?: string;
}

/** Starts a program of this folder on this very Node. */
export function startNode(
  file: string,
  { args, nodeOptions = [], ...options }: NodeOptions,
): Promise<PinnedProcess> {
  const program = new URL(file, import.meta.url).pathname;
  return PinnedProcess.start({
    command: process.execPath,
    args: [...nodeOptions, program, String(options.port), ...args],
    ...options,
  });
}

/** Holds this very process to a core, with the threads it has and those to come. */
export function pinSelf(core: number): void {
  // A thread that ends while taskset goes through the list makes it fail.
  for (let tries = 0; tries < 5; tries++) {
    const { status } = spawnSync("taskset", ["-acp", String(core), String(process.pid)], { stdio: "ignore" });
    if (status === 0) return;
  }
  throw new Error("this benchmark needs Linux, two cores and taskset (package util-linux)");
}

/** Where a program is; undefined when it is not installed. Debian keeps servers in /usr/sbin. */
export function findProgram(name: string): string | undefined {
  const { PATH = "" } = process.env;
  const found = spawnSync("sh", ["-c", `command -v ${name}`], {
    encoding: "utf8",
    env: { NODE_ENV: "production", PATH: `${PATH}:/usr/sbin:/usr/local/sbin` },
  });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

function processTree(root: number): number[] {
  const parents = new Map(
    readdirSync("/proc")
      .filter(isPid)
      .map((pid) => [Number(pid), parentOf(pid)]),
  );
  const pids = [root];
  for (const parent of pids) for (const [pid, of] of parents) if (of === parent) pids.push(pid);
  return pids;
}

function isPid(name: string): boolean {
  return /^\d+$/.test(name);
}

/** The fourth field; the second, in brackets, may hold anything. */
function parentOf(pid: string): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2]);
}

/** Time on the core in ns, per thread (`schedstat`): the ticks of `stat` are 10 ms. */
function cpuMsOf(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const ns = tasks.reduce((sum, task) => sum + runNsOf(`/proc/${pid}/task/${task}`), 0);
  return ns / NS_PER_MS;
}

function runNsOf(task: string): number {
  return Number(read(`${task}/schedstat`).split(" ", 1)[0]);
}

function rssBytesOf(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`));
  return Number(line?.[1] ?? 0) * 1024;
}

/** "" for a process that has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Undefined when there was no answer. */
function statusOf(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const sent = request({ port, path, host: "127.0.0.1", agent: false, timeout: 5_000 }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    sent.on("timeout", () => sent.destroy()).on("error", () => resolve(undefined));
    sent.end();
  });
}
