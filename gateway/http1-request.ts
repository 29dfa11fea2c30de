import { Readable } from "node:stream";
import type { ClientRequest } from "./front-message.ts";
import type { RawHead } from "./http-parser.ts";

/** Who sent a request, as far as the connection tells. */
export interface Peer {
  /** "unknown" when the client is gone already. */
  address: string;
  isSecure: boolean;
}

/** Stops and goes on reading a connection. */
export interface Tap {
  readonly peer: Peer;
  pauseReading(): void;
  resumeReading(): void;
}

const BODY_BUFFER_BYTES = 64 * 1024;

/** A request that an HTTP/1.1 connection has brought. Its body is a stream only where somebody asks for it. */
export class Http1Request implements ClientRequest {
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly rawHeaders: readonly string[];
  readonly keepAlive: boolean;
  complete = false;
  readonly #tap: Tap;
  #body: Readable | undefined;
  /** Nobody wants the rest of the body. */
  #isDiscarded = false;

  constructor(head: RawHead, tap: Tap) {
    this.method = head.method;
    this.url = head.url;
    this.httpVersion = head.httpVersion;
    this.rawHeaders = head.rawHeaders;
    this.keepAlive = head.keepAlive;
    this.#tap = tap;
  }

  get peer(): Peer {
    return this.#tap.peer;
  }

  header(name: string): string | undefined {
    let found: string | undefined;
    for (let i = 0; i < this.rawHeaders.length; i += 2) {
      const given = this.rawHeaders[i] as string;
      if (given.length !== name.length || given.toLowerCase() !== name) continue;
      const value = this.rawHeaders[i + 1] as string;
      found = found === undefined ? value : `${found}${name === "cookie" ? "; " : ", "}${value}`;
    }
    return found;
  }

  /** What the client waits for before it sends the body, in lower case (RFC 9110 §10.1.1). */
  get expectation(): string | undefined {
    return this.header("expect")?.toLowerCase();
  }

  #stream(): Readable {
    if (this.#body) return this.#body;
    const read = () => this.#tap.resumeReading();
    this.#body = new Readable({ highWaterMark: BODY_BUFFER_BYTES, read });
    this.#body.on("error", () => undefined);
    if (this.complete) this.#body.push(null);
    return this.#body;
  }

  on(event: string, listener: (chunk: Buffer) => void): this {
    this.#stream().on(event, listener);
    return this;
  }

  off(event: string, listener: (chunk: Buffer) => void): this {
    this.#body?.off(event, listener);
    return this;
  }

  pause(): void {
    this.#body?.pause();
  }

  resume(): void {
    this.#stream().resume();
  }

  /** More of the body has come. */
  take(chunk: Buffer): void {
    if (!this.#isDiscarded && !this.#stream().push(chunk)) this.#tap.pauseReading();
  }

  /** All of it has come. */
  end(): void {
    this.complete = true;
    if (!this.#body) return;
    this.#body.push(null);
    // A body that is all here asks for nothing more: whatever it had stopped, the next request is behind it.
    this.#tap.resumeReading();
  }

  /** It was answered: what is still to come is read and forgotten, so that the connection stays usable. */
  discard(): void {
    this.#isDiscarded = true;
    this.#tap.resumeReading();
  }

  /** The rest will never come. */
  abort(): void {
    if (!this.complete) this.#body?.destroy();
  }
}
