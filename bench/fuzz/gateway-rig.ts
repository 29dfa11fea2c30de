import { readdirSync } from "node:fs";
import { Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import pino from "pino";
import { TestGateway } from "../../gateway/test-gateway.ts";

/** What may stay open or be kept without being leaked. */
const FDS_SLACK = 20;
const HEAP_SLACK_BYTES = 100 * 1024 * 1024;
const SETTLE_MS = 6_000;

/** A gateway in this process that notes every error nobody handled, and what it holds. */
export class GatewayRig {
  readonly gateway: TestGateway;
  #problem: string | undefined;
  #fds = 0;
  #heapBytes = 0;
  readonly #uncaught = (error: unknown) => {
    this.#problem ??= `nobody handled: ${error instanceof Error ? error.stack : String(error)}`;
  };

  constructor() {
    const sink = new Writable({
      write: (line: Buffer, _encoding, done) => {
        const { level, msg, err } = JSON.parse(line.toString()) as {
          level: number;
          msg: string;
          err?: { stack: string };
        };
        if (level >= 50) this.#problem ??= `logged: ${msg} ${err?.stack ?? ""}`;
        done();
      },
    });
    this.gateway = new TestGateway({ log: pino({ level: "error" }, sink) });
  }

  async start(): Promise<this> {
    process.on("uncaughtException", this.#uncaught).on("unhandledRejection", this.#uncaught);
    await this.gateway.start();
    this.#fds = openDescriptors();
    collectGarbage();
    this.#heapBytes = process.memoryUsage().heapUsed;
    return this;
  }

  get port(): number {
    return this.gateway.gateway.port;
  }

  /** The first error since the last look. */
  problem(): string | undefined {
    const found = this.#problem;
    this.#problem = undefined;
    return found;
  }

  async after(): Promise<string | undefined> {
    await delay(SETTLE_MS);
    collectGarbage();
    const fds = openDescriptors() - this.#fds;
    if (fds > FDS_SLACK) return `${fds} descriptors more than at the start`;
    const heapBytes = process.memoryUsage().heapUsed - this.#heapBytes;
    return heapBytes > HEAP_SLACK_BYTES
      ? `${Math.round(heapBytes / 1e6)} MB more than at the start`
      : undefined;
  }

  async stop(): Promise<void> {
    process.off("uncaughtException", this.#uncaught).off("unhandledRejection", this.#uncaught);
    await this.gateway.stop();
  }
}

// Node has it for those alone that ask when it starts, or here.
setFlagsFromString("--expose-gc");
/** What is left behind it, somebody holds. */
const collectGarbage = runInNewContext("gc") as () => void;

/** 0 where the system does not tell. */
function openDescriptors(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}
