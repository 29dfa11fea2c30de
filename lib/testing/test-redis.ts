import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { createServer, connect, type AddressInfo } from "node:net";
import { afterAll } from "vitest";
import { describeWith } from "./describe-with.ts";
import { endWithUs } from "./end-with-us.ts";
import { eventually } from "./eventually.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A suite that needs the `redis-server` binary. */
export function describeWithRedis(name: string, suite: () => void | Promise<void>): void {
  describeWith({ missing: redisMissing() }, name, suite);
}

function redisMissing(): string | undefined {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "redis-server is not installed (apt-get install redis-server)";
  }
}

/** A real Redis of the suite's own on a free port, without anything on disk; gone after the suite. */
export class TestRedis {
  readonly #folder = temporaryFolder("redis");
  #server: ChildProcess | undefined;
  #release: () => void = () => undefined;
  #port = 0;

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  /** Starts it, or starts it again on the same port, empty; resolves when it answers. */
  async start(): Promise<this> {
    this.#port ||= await freePort();
    const settings = [
      "--port",
      String(this.#port),
      "--bind",
      "127.0.0.1",
      "--save",
      "",
      "--dir",
      this.#folder,
    ];
    this.#server = spawn("redis-server", settings, { stdio: "ignore" });
    this.#release = endWithUs(this.#server.pid ?? 0, this.#folder);
    await eventually("Redis answers", () => isOpen(this.#port));
    return this;
  }

  /** Stops it answering without closing its connections, as a network that is gone would. */
  freeze(): void {
    this.#server?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#server?.kill("SIGCONT");
  }

  async kill(): Promise<void> {
    this.#release();
    const server = this.#server;
    this.#server = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    server.kill("SIGKILL");
    await new Promise((resolve) => server.once("exit", resolve));
  }
}

export async function testRedis(): Promise<TestRedis> {
  const redis = new TestRedis();
  afterAll(async () => {
    await redis.kill();
  });
  return redis.start();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
