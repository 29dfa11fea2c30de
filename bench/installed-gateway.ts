import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { GATEWAY_NODE_OPTIONS } from "../gateway/node-options.ts";
import { freePort } from "./free-port.ts";

/** `node gateway/main.ts` as it is installed, looked at from outside. */
export interface GatewayProcess {
  node: string;
  url: string;
  adminUrl: string;
  pid: number;
  /** From the start of the process until it was ready. */
  readyMs: number;
  /** SIGTERM: drains. */
  stop(): Promise<void>;
}

const READY_MS = 300_000;

/** Starts it on free ports with these settings; resolves when it is ready. */
export async function startGateway(node: string, env: Record<string, string>): Promise<GatewayProcess> {
  const [port, adminPort] = [await freePort(), await freePort()];
  const startedAt = performance.now();
  const child = startProgram([...GATEWAY_NODE_OPTIONS, "gateway/main.ts"], {
    GATEWAY_PORT: String(port),
    GATEWAY_ADMIN_PORT: String(adminPort),
    GATEWAY_NODE: node,
    ...env,
  });
  const adminUrl = `http://127.0.0.1:${adminPort}`;
  await untilReady(child, adminUrl);
  return {
    node,
    url: `http://127.0.0.1:${port}`,
    adminUrl,
    pid: child.pid ?? 0,
    readyMs: performance.now() - startedAt,
    stop: () => endProgram(child),
  };
}

async function untilReady(child: ChildProcess, adminUrl: string): Promise<void> {
  const until = performance.now() + READY_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the gateway ended with ${child.exitCode}`);
    if (performance.now() > until) throw new Error("the gateway did not become ready");
    const answer = await fetch(`${adminUrl}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await delay(5);
  }
}

/** A program of the project on this Node.js, with these settings only. */
export function startProgram(program: readonly string[], env: Record<string, string>): ChildProcess {
  const { PATH = "", LOG_LEVEL = "fatal" } = process.env;
  return spawn(process.execPath, program, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { PATH, NODE_ENV: "production", LOG_LEVEL, ...env },
  });
}

export async function endProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}

/** Resident memory now and at its highest, in MB (10⁶ bytes). Linux only. */
export function memoryOf(pid: number): { rssMb: number; peakMb: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kb = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]);
  return { rssMb: Math.round((kb("VmRSS") * 1024) / 1e6), peakMb: Math.round((kb("VmHWM") * 1024) / 1e6) };
}

/** CPU time until now, user and system, to 10 ms. Linux only. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field, in brackets, may hold anything; ticks are hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Open file descriptors. Linux only. */
export function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
