import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { freePort } from "../free-port.ts";
import type { Manner } from "./manners.ts";

const PROGRAM = fileURLToPath(new URL("./upstream.ts", import.meta.url));

/** An upstream in a process of its own, on an address of its own: a failure domain. */
export class FaultyUpstream {
  readonly host: string;
  #port = 0;
  #child: ChildProcess | undefined;

  constructor(host: string) {
    this.host = host;
  }

  get url(): string {
    return `http://${this.host}:${this.#port}`;
  }

  async start(): Promise<void> {
    this.#port ||= await freePort();
    const child = fork(PROGRAM, [this.host, String(this.#port)], { env: { NODE_ENV: "production" } });
    await once(child, "message");
    this.#child = child;
  }

  behave(manner: Manner): void {
    this.#child?.send(manner);
  }

  /** SIGKILL: open connections are reset, new ones are refused. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }
}
