import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** A one-node etcd in a process of its own, on data and ports that stay the same. */
export interface EtcdProcess {
  /** `etcd://127.0.0.1:<port>`; stays the same over restarts. */
  url: string;
  /** Undefined while it is down. */
  pid: number | undefined;
  /** SIGKILL: what a crash leaves. */
  kill(): Promise<void>;
  /** Starts it again on the same data and ports. */
  restart(): Promise<void>;
}

const START_MS = 20_000;
const POLL_MS = 20;

/** Why no etcd can be started here; undefined when one can. */
export function etcdMissing(): string | undefined {
  const { error } = spawnSync("etcd", ["--version"], { timeout: START_MS });
  return error ? "there is no etcd binary (Debian: apt-get install etcd-server)" : undefined;
}

/** Starts it on free ports; resolves when it is healthy. For tests and measurements: it does not sync to the disk. */
export async function startEtcd(dataDir: string): Promise<EtcdProcess> {
  const [clientPort, peerPort] = [await freePort(), await freePort()];
  const client = `http://127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const args = Object.entries({
    "--name": "one",
    "--data-dir": join(dataDir, "data"),
    "--listen-client-urls": client,
    "--advertise-client-urls": client,
    "--listen-peer-urls": peer,
    "--initial-advertise-peer-urls": peer,
    "--initial-cluster": `one=${peer}`,
    "--logger": "zap",
    "--log-level": "error",
    // A short election keeps the shortest possible lease short too.
    "--heartbeat-interval": "50",
    "--election-timeout": "500",
  }).flat();
  const begin = () => start([...args, "--unsafe-no-fsync"], client);
  let server: ChildProcess | undefined = await begin();
  return {
    url: `etcd://127.0.0.1:${clientPort}`,
    get pid() {
      return server?.pid;
    },
    kill: async () => {
      const ending = server;
      server = undefined;
      if (!ending || ending.exitCode !== null) return;
      const ended = new Promise((resolve) => ending.once("exit", resolve));
      ending.kill("SIGKILL");
      await ended;
    },
    restart: async () => {
      server ??= await begin();
    },
  };
}

async function start(args: string[], client: string): Promise<ChildProcess> {
  const child = spawn("etcd", args, { stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-2000)));
  let ended = false;
  child.once("error", () => (ended = true)).once("exit", () => (ended = true));
  const until = performance.now() + START_MS;
  for (;;) {
    const answer = await fetch(`${client}/health`, { signal: AbortSignal.timeout(1_000) }).catch(
      () => undefined,
    );
    if (answer?.ok) return child;
    if (ended || performance.now() > until) {
      child.kill("SIGKILL");
      throw new Error(`etcd did not start: ${output}`);
    }
    await delay(POLL_MS);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
