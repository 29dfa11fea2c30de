import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { afterAll } from "vitest";
import { describeWith } from "./describe-with.ts";
import { endWithUs } from "./end-with-us.ts";
import { eventually } from "./eventually.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface TestEtcd {
  /** `etcd://127.0.0.1:<port>`; stays the same over restarts. */
  url: string;
  /** SIGKILL: what a crash leaves. */
  kill(): Promise<void>;
  /** Starts it again on the same data and ports. */
  restart(): Promise<void>;
}

function findEtcd(): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/usr/local/bin"];
  return folders.map((folder) => join(folder, "etcd")).find((path) => existsSync(path));
}

/** A suite that needs the `etcd` binary. */
export function describeWithEtcd(name: string, suite: () => void | Promise<void>): void {
  const missing = findEtcd() ? undefined : "there is no etcd binary (Debian: apt-get install etcd-server)";
  describeWith({ missing }, name, suite);
}

/** A real etcd of the suite's own, on free ports and a temporary folder; gone after the suite. */
export async function testEtcd(): Promise<TestEtcd> {
  const dataDir = temporaryFolder("etcd");
  const [clientPort, peerPort] = [await freePort(), await freePort()];
  const client = `http://127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const args = Object.entries({
    "--name": "test",
    "--data-dir": join(dataDir, "data"),
    "--listen-client-urls": client,
    "--advertise-client-urls": client,
    "--listen-peer-urls": peer,
    "--initial-advertise-peer-urls": peer,
    "--initial-cluster": `test=${peer}`,
    "--logger": "zap",
    "--log-level": "error",
    // A short election keeps the shortest possible lease short too.
    "--heartbeat-interval": "50",
    "--election-timeout": "500",
  }).flat();
  let release = (): void => {};
  const begin = async (): Promise<ChildProcess> => {
    const started = await start([...args, "--unsafe-no-fsync"], client);
    release = endWithUs(started.pid ?? 0, dataDir);
    return started;
  };
  let server: ChildProcess | undefined = await begin();
  const kill = async (): Promise<void> => {
    const ending = server;
    server = undefined;
    if (!ending || ending.exitCode !== null) return;
    const ended = new Promise((resolve) => ending.once("exit", resolve));
    release();
    ending.kill("SIGKILL");
    await ended;
  };
  afterAll(async () => {
    await kill();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const restart = async (): Promise<void> => {
    server ??= await begin();
  };
  return { url: `etcd://127.0.0.1:${clientPort}`, kill, restart };
}

async function start(args: string[], client: string): Promise<ChildProcess> {
  const child = spawn(findEtcd() ?? "etcd", args, { stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-2000)));
  let ended = false;
  child.once("exit", () => (ended = true));
  await eventually("etcd is healthy", async () => {
    if (ended) throw new Error(`etcd did not start: ${output}`);
    const response = await fetch(`${client}/health`).catch(() => undefined);
    return response?.ok === true;
  });
  return child;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
