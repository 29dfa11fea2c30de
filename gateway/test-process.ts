import { randomBytes } from "node:crypto";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DocumentBody } from "#lib/routing/schema";
import { loadSigningKey, newSealingKey, newSigningKeys, signDocument } from "#lib/signing";
import type { Store } from "#lib/store";
import { GATEWAY_NODE_OPTIONS } from "./node-options.ts";
import { call, until } from "./test-gateway.ts";
import { closedPort } from "./test-upstream.ts";

export const EGRESS: DocumentBody = {
  kind: "egress",
  environment: "",
  allow: [],
  deny: [],
  privateTargets: true,
};

/** Several processes start, perhaps on a machine that has much else to do. */
const START_MS = 60_000;

/** `node gateway/main.ts` as it is installed, on ports of its own. Publish to its store as the portal would. */
export class GatewayProcess {
  readonly keys = newSigningKeys();
  readonly sealingKey = newSealingKey();
  readonly store: Store;
  /** One of its own, so that tests can share a store. */
  readonly environment = `t${randomBytes(6).toString("hex")}`;
  readonly #env: Record<string, string>;
  #child: ChildProcess | undefined;
  #folder = "";
  #ports: [number, number] = [0, 0];
  revision = 0;
  log = "";

  constructor(store: Store, env: Record<string, string>) {
    this.store = store;
    this.#env = env;
  }

  /** Starts it, or starts it again; resolves when it is ready. */
  async start(env: Record<string, string> = {}): Promise<this> {
    this.#folder ||= await mkdtemp(join(tmpdir(), "understudy-process-"));
    if (this.#ports[0] === 0) this.#ports = [await closedPort(), await closedPort()];
    const child = spawn(process.execPath, [...GATEWAY_NODE_OPTIONS, "gateway/main.ts"], {
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        NODE_ENV: "production",
        SIGNING_PUBLIC_KEY: this.keys.publicKey,
        SEALING_KEY: this.sealingKey,
        GATEWAY_PORT: String(this.#ports[0]),
        GATEWAY_ADMIN_PORT: String(this.#ports[1]),
        GATEWAY_NODE: "one",
        GATEWAY_ENVIRONMENT: this.environment,
        GATEWAY_SNAPSHOT_DIR: this.#folder,
        ...this.#env,
        ...env,
      },
    });
    child.stdout.on("data", (chunk: Buffer) => (this.log += chunk.toString()));
    this.#child = child;
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`it ended: ${this.log}`);
      return (await this.admin("/readyz").catch(() => undefined))?.status === 200;
    }, START_MS);
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#ports[0]}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get folder(): string {
    return this.#folder;
  }

  admin(path: string): ReturnType<typeof call> {
    return call(`http://127.0.0.1:${this.#ports[1]}${path}`);
  }

  /** Writes documents; resolves to their revision. */
  async commit(bodies: Record<string, DocumentBody>, privateKey = this.keys.privateKey): Promise<number> {
    const storeRevision = ++this.revision;
    const { environment } = this;
    const puts = Object.entries(bodies).map(([key, body]) => {
      const of = { key, storeRevision, body: { ...body, environment } };
      return { key, value: JSON.stringify(signDocument(of, loadSigningKey(privateKey))) };
    });
    await this.store.commit(environment, { expectedRevision: storeRevision - 1, storeRevision, puts });
    return storeRevision;
  }

  /** Resolves when the gateway has said that the latest revision is in force. */
  async applied(): Promise<void> {
    await until(async () => (await this.status())?.appliedRevision === this.revision);
  }

  async publish(bodies: Record<string, DocumentBody>): Promise<void> {
    await this.commit({ "settings/egress": EGRESS, ...bodies });
    await this.applied();
  }

  async status() {
    return (await this.store.listStatus(this.environment))[0];
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Resolves to the exit code, or the signal that ended it. */
  async exit(): Promise<number | string | null> {
    const child = this.#child;
    if (!child) return null;
    if (child.exitCode === null && child.signalCode === null)
      await new Promise((resolve) => child.once("exit", resolve));
    return child.exitCode ?? child.signalCode;
  }

  /** Ends it at once and removes what it left. */
  async remove(): Promise<void> {
    this.signal("SIGKILL");
    await this.exit();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
