import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { FallbackPolicy } from "#lib/fallback/schema";
import { endWithUs, eventually, temporaryFolder } from "#lib/testing";
import type { Adapter, Gateway } from "../adapter.ts";
import { freePort } from "./free-port.ts";

export interface Place {
  port: number;
  /** For configuration, sockets and temporary files. */
  folder: string;
}

/** A gateway whose configuration is a file: its templates, and how it is run on one. */
export interface FileGateway {
  name: string;
  /** Of its program. */
  binary: string;
  /** Prints the version; of the output the first group is kept: `2.6`. */
  versionArgs: string[];
  versionPattern: RegExp;
  /** The files of a configuration, by name. Throws NotExpressible. */
  write(policy: FallbackPolicy, place: Place): Record<string, string>;
  /** Arguments that run it in the foreground. */
  args(folder: string): string[];
}

const NO_STORE =
  "its configuration is a file of its own; there is no store to lose, to forge or to write half";
const PLACES = ["/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];

/** Where the program is; undefined when the machine has none. */
function findBinary(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...PLACES];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Runs a gateway on a file: every publish is a new configuration and a new process. It serves one policy at a time. */
export const fileAdapter = (kind: FileGateway): Adapter => ({
  name: kind.binary,
  missing: () =>
    findBinary(kind.binary) === undefined
      ? `there is no ${kind.binary} (Debian: apt-get install ${kind.binary})`
      : undefined,
  start: async () => {
    const binary = findBinary(kind.binary);
    if (binary === undefined) throw new Error(`there is no ${kind.binary} on this machine`);
    const { stdout, stderr } = await promisify(execFile)(binary, kind.versionArgs);
    const version = kind.versionPattern.exec(stdout + stderr)?.[1] ?? "of unknown version";
    const place = { port: await freePort(), folder: temporaryFolder(kind.binary) };
    return new RunningFile(kind, { binary, product: `${kind.name} ${version}`, place });
  },
});

class RunningFile implements Gateway {
  readonly product: string;
  readonly controls = {};
  readonly lacks = {
    publishWhileServing: "a new configuration is a reload, which does not say when it is in force",
    restart: NO_STORE,
    loseStore: NO_STORE,
    returnStore: NO_STORE,
    forge: NO_STORE,
    publishTogether: NO_STORE,
  };
  readonly #kind: FileGateway;
  readonly #binary: string;
  readonly #place: Place;
  #process: ChildProcess | undefined;

  constructor(
    kind: FileGateway,
    { binary, product, place }: { binary: string; product: string; place: Place },
  ) {
    this.#kind = kind;
    this.#binary = binary;
    this.product = product;
    this.#place = place;
  }

  async publish(_name: string, policy: FallbackPolicy): Promise<void> {
    const { folder, port } = this.#place;
    const files = this.#kind.write(policy, this.#place);
    await this.#end();
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    const child = spawn(this.#binary, this.#kind.args(folder), { stdio: ["ignore", "ignore", "pipe"] });
    this.#process = child;
    child.once("exit", endWithUs(child.pid ?? 0, join(folder, "gone")));
    let output = "";
    child.stderr.on("data", (chunk: Buffer) => (output = (output + chunk.toString()).slice(-3000)));
    await eventually(`${this.#kind.name} listens`, () => {
      if (child.exitCode !== null)
        throw new Error(`${this.#kind.name} ended with ${child.exitCode}: ${output}`);
      return isListening(port);
    });
  }

  baseOf(): string {
    return `http://127.0.0.1:${this.#place.port}`;
  }

  async #end(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }

  async stop(): Promise<void> {
    await this.#end();
    await rm(this.#place.folder, { recursive: true, force: true });
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
