import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { FallbackPolicy } from "#lib/fallback/schema";
import { etcdMissing } from "#lib/etcd-process";
import { newSealingKey } from "#lib/signing";
import { createGatewayRole } from "#lib/store";
import { endWithUs, eventually, startOwnEtcd, startOwnPostgres, temporaryFolder } from "#lib/testing";
import { SECRETS, type Adapter, type Controls, type Gateway, type Publication } from "../adapter.ts";
import { freePort } from "./free-port.ts";
import { NODE, UnderstudyStore } from "./understudy-store.ts";

const PROJECT = join(import.meta.dirname, "../..");
const READY_MS = 60_000;

interface Setting {
  /** `postgres` unless told. */
  driver?: "postgres" | "etcd";
  /** Processes that serve; 1 unless told. */
  workers?: number;
}

type StoreServer = Awaited<ReturnType<typeof startOwnEtcd>>;

/** The built-in gateway as it is installed: `node gateway/main.ts` on a real store, published to as the worker does. */
export function understudy(setting: Setting = {}): Adapter {
  const { driver = "postgres", workers = 1 } = setting;
  return {
    name: ["understudy", ...(driver === "etcd" ? ["etcd"] : []), ...(workers > 1 ? ["workers"] : [])].join(
      "-",
    ),
    missing: () => (driver === "etcd" ? etcdMissing() : undefined),
    start: async () => {
      const server = await (driver === "etcd" ? startOwnEtcd() : startOwnPostgres());
      const gateway = new Understudy(server, { driver, workers });
      try {
        await gateway.start();
      } catch (error) {
        await gateway.stop();
        throw error;
      }
      return gateway;
    },
  };
}

class Understudy implements Gateway {
  readonly product: string;
  readonly controls: Controls;
  readonly lacks = {};
  readonly #server: StoreServer;
  readonly #setting: Required<Setting>;
  readonly #store: UnderstudyStore;
  readonly #folder = temporaryFolder("conformance");
  readonly #sealingKey = newSealingKey();
  #process: ChildProcess | undefined;
  #storeUrl = "";
  #port = 0;
  #adminPort = 0;

  constructor(server: StoreServer, setting: Required<Setting>) {
    const { version } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")) as {
      version: string;
    };
    this.product = `Understudy ${version.split(".").slice(0, 2).join(".")} on ${setting.driver === "etcd" ? "etcd" : "PostgreSQL"}`;
    this.#server = server;
    this.#setting = setting;
    this.#store = new UnderstudyStore(server.url);
    this.controls = {
      publishWhileServing: (name, policy) => this.publish(name, policy),
      restart: async () => {
        await this.#end();
        await this.#begin();
      },
      loseStore: () => this.#server.kill(),
      returnStore: () => this.#server.restart(),
      forge: (name, policy) => this.#store.forge(name, policy),
      publishTogether: (policies, killAfterMs) => this.#publishTogether(policies, killAfterMs),
    };
  }

  async start(): Promise<void> {
    const role = { environment: this.#store.environment, node: NODE, password: "a-password-of-its-own" };
    this.#storeUrl =
      this.#setting.driver === "etcd" ? this.#server.url : await createGatewayRole(this.#server.url, role);
    [this.#port, this.#adminPort] = [await freePort(), await freePort()];
    await this.#begin();
  }

  async #begin(): Promise<void> {
    const child = spawn(process.execPath, ["gateway/main.ts"], {
      cwd: PROJECT,
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        ...SECRETS,
        NODE_ENV: "production",
        STORE_URL: this.#storeUrl,
        SIGNING_PUBLIC_KEY: this.#store.keys.publicKey,
        SEALING_KEY: this.#sealingKey,
        GATEWAY_PORT: String(this.#port),
        GATEWAY_ADMIN_PORT: String(this.#adminPort),
        GATEWAY_NODE: NODE,
        GATEWAY_WORKERS: String(this.#setting.workers),
        GATEWAY_SNAPSHOT_DIR: this.#folder,
      },
    });
    this.#process = child;
    const release = endWithUs(child.pid ?? 0, this.#folder);
    child.once("exit", release);
    const ready = `http://127.0.0.1:${this.#adminPort}/readyz`;
    await eventually(
      "the gateway is ready",
      async () => {
        if (child.exitCode !== null) throw new Error(`the gateway ended with ${child.exitCode}`);
        return (await fetch(ready).catch(() => undefined))?.ok;
      },
      READY_MS,
    );
  }

  publish(name: string, policy: FallbackPolicy): Promise<void> {
    return this.#store.publish({ [name]: policy });
  }

  baseOf(name: string): string {
    return `http://127.0.0.1:${this.#port}/${name}`;
  }

  async #publishTogether(
    policies: Record<string, FallbackPolicy>,
    killAfterMs?: number,
  ): Promise<Publication> {
    const publisher = join(import.meta.dirname, "understudy-publisher.ts");
    const child = spawn(process.execPath, [publisher], { cwd: PROJECT, stdio: ["pipe", "pipe", "inherit"] });
    const ended = once(child, "exit") as Promise<[number | null]>;
    const { environment, keys, url: storeUrl } = this.#store;
    const bodies = this.#store.bodiesOf(policies);
    child.stdin.end(JSON.stringify({ storeUrl, environment, privateKey: keys.privateKey, bodies }));
    await Promise.race([once(createInterface(child.stdout), "line"), ended]);
    const beganMs = performance.now();
    if (killAfterMs !== undefined) {
      await Promise.race([delay(killAfterMs), ended]);
      child.kill("SIGKILL");
    }
    const [code] = await ended;
    this.#store.forget();
    return { isDone: code === 0, tookMs: performance.now() - beganMs };
  }

  /** An orderly end, as a new version or a reboot brings it. */
  async #end(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  }

  async stop(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#store.close();
    await this.#server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
