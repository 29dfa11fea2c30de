import type { Socket } from "node:net";
import type { ConnectionPool } from "./connection-pool.ts";
import { dial } from "./dial.ts";
import { readDirectly } from "./direct-read.ts";
import { InvalidResponse } from "./response-fields.ts";
import { ResponseParser, type ResponseSink } from "./response-parser.ts";

/** The one request that a connection is serving. */
export interface ConnectionUser extends ResponseSink {
  /** It is there, with TLS where that is asked for. */
  onOpen(): void;
  /** First bytes of a response. */
  onAnswering(): void;
  /** It is gone, or what came is not HTTP; the user hears nothing more. */
  onLost(error: Error): void;
}

/** Read into and emptied within one call (libuv on Linux and macOS reads when there is something), so one serves all. */
const sharedInput = Buffer.allocUnsafeSlow(64 * 1024);
/** A TLS connection may read while another one is written to, within one call: each has its own, for one record. */
const TLS_INPUT_BYTES = 16 * 1024;

/** One upstream connection: at most one request at a time, so its fate is that request's fate. */
export class UpstreamConnection {
  readonly #pool: ConnectionPool;
  readonly #parser = new ResponseParser();
  readonly #input: Buffer;
  readonly socket: Socket;
  #user: ConnectionUser | undefined;
  #error: Error | undefined;
  isOpen = false;
  isDead = false;
  /** Set while it waits in the pool. */
  idleSinceMs = 0;
  idleUntilMs = 0;

  /** Throws EgressRefused for an address that may not be called. */
  constructor(pool: ConnectionPool, user: ConnectionUser) {
    this.#pool = pool;
    this.#user = user;
    const { isSecure } = pool.address;
    this.#input = isSecure ? Buffer.allocUnsafeSlow(TLS_INPUT_BYTES) : sharedInput;
    this.socket = dial(pool.address, {
      guard: pool.guard,
      session: pool.session,
      onread: { buffer: this.#input, callback: (bytes) => this.#read(bytes) },
    });
    this.socket
      .once(isSecure ? "secureConnect" : "connect", () => this.#opened())
      .on("error", (error) => (this.#error ??= error))
      .once("end", () => this.#ended())
      .once("close", () => this.#lost(this.#error ?? new Error("closed by the upstream")));
    if (isSecure) this.socket.on("session", (session: Buffer) => (pool.session = session));
  }

  #opened(): void {
    this.isOpen = true;
    if (!this.#pool.address.isSecure) readDirectly(this.socket, (bytes) => this.#read(bytes));
    this.#user?.onOpen();
  }

  /** Hands it to a request of this method, whose response is the next thing expected. */
  begin(method: string, user: ConnectionUser): void {
    this.#user = user;
    this.#parser.begin(method, user);
  }

  /** Nobody listens any more. */
  #leave(): ConnectionUser | undefined {
    const user = this.#user;
    this.#user = undefined;
    this.#parser.stop();
    return user;
  }

  #read(count: number): boolean {
    if (this.isDead) return true;
    try {
      this.#user?.onAnswering();
      this.#parser.write(this.#input.subarray(0, count));
    } catch (error) {
      this.#lost(error as Error);
      if (!(error instanceof InvalidResponse)) throw error;
    }
    return true;
  }

  #ended(): void {
    if (this.isDead) return;
    this.isDead = true;
    this.#pool.forget(this);
    // That is the last of the answer, and when it came.
    if (this.#parser.endsWithConnection) this.#user?.onAnswering();
    if (this.#parser.close()) this.#leave();
    else this.#lost(new Error("the upstream closed the connection"));
  }

  #lost(error: Error): void {
    const user = this.#leave();
    this.destroy();
    user?.onLost(error);
  }

  /** Whether it may serve another request, its response having ended. */
  get isReusable(): boolean {
    return !this.isDead && this.#parser.isReusable;
  }

  /** How long the upstream keeps it when idle, as far as it said. */
  get keepAliveMs(): number | undefined {
    return this.#parser.keepAliveMs;
  }

  /** Takes it back from its request, which hears nothing more. */
  release(): void {
    this.#leave();
  }

  /** Gives it up at once, also half-open. */
  destroy(): void {
    this.#leave();
    if (!this.isDead) this.#pool.forget(this);
    this.isDead = true;
    this.socket.destroy();
  }
}
