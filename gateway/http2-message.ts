import type { IncomingHttpHeaders } from "node:http";
import { constants, type ServerHttp2Stream } from "node:http2";
import type { ClientAnswer, ClientRequest } from "./front-message.ts";
import { CONNECTION, HOP, knownHeader, TRAILER, TRANSFER_ENCODING, UPGRADE } from "./header-names.ts";

/** An HTTP/2 stream as the request it carries. */
export class Http2Request implements ClientRequest {
  readonly method: string;
  readonly #headers: IncomingHttpHeaders;
  readonly #stream: ServerHttp2Stream;
  #isComplete: boolean;

  constructor(
    stream: ServerHttp2Stream,
    head: { method: string; headers: IncomingHttpHeaders; isWhole: boolean },
  ) {
    this.method = head.method;
    this.#headers = head.headers;
    this.#stream = stream;
    this.#isComplete = head.isWhole;
    if (!head.isWhole) stream.once("end", () => (this.#isComplete = true));
  }

  header(name: string): string | undefined {
    const value = this.#headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  get complete(): boolean {
    return this.#isComplete;
  }

  on(event: string, listener: (chunk: Buffer) => void): this {
    this.#stream.on(event, listener);
    return this;
  }

  off(event: string, listener: (chunk: Buffer) => void): this {
    this.#stream.off(event, listener);
    return this;
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }
}

/** Node sends none above it (RFC 9110 §15). */
const LAST_STATUS = 599;

/** An HTTP/2 stream as the answer it takes. The head waits for the first part of the body, which may be the last. */
export class Http2Answer implements ClientAnswer {
  readonly req: { method: string; httpVersion: string; isGrpc: boolean };
  readonly socket = null;
  readonly #stream: ServerHttp2Stream;
  #head: string[] | undefined;
  #isEnded = false;
  #isDestroyed = false;
  #givenBytes = 0;
  #trailers: [string, string][] = [];

  constructor(stream: ServerHttp2Stream, { method, isGrpc }: { method: string; isGrpc: boolean }) {
    this.#stream = stream;
    this.req = { method, httpVersion: "2", isGrpc };
  }

  get headersSent(): boolean {
    return this.#head !== undefined || this.#stream.headersSent;
  }

  get writableEnded(): boolean {
    return this.#isEnded;
  }

  get destroyed(): boolean {
    return this.#isDestroyed || this.#stream.closed || this.#stream.destroyed;
  }

  /** What of the body the client's window had no room for yet. */
  get unsentBytes(): number {
    return this.#stream.writableLength;
  }

  /** Of the body, piece by piece. */
  get takenBytes(): number {
    return this.#givenBytes - this.#stream.writableLength;
  }

  writeHead(status: number, headers: string[]): void {
    if (status > LAST_STATUS) throw new Error(`${status} is no status`);
    const head = [":status", String(status)];
    for (let i = 0; i < headers.length; i += 2) {
      const name = headers[i] as string;
      const { class: of, isToken } = knownHeader(name);
      if (!isToken) throw new Error(`${JSON.stringify(name)} cannot be sent as a header`);
      // What belongs to a connection of HTTP/1.1 has no place here (RFC 9113 §8.2.2).
      if (!isOfConnection(of)) head.push(name, headers[i + 1] as string);
    }
    this.#head = head;
  }

  flushHeaders(): void {
    this.#respond(false);
  }

  #respond(isWhole: boolean): void {
    const head = this.#head;
    if (!head || this.#stream.headersSent || this.destroyed) return;
    try {
      // Trailers may come unannounced, so a body that is not whole yet leaves room for them.
      this.#stream.respond(head as never, { endStream: isWhole, waitForTrailers: !isWhole });
    } catch {
      // Nobody who writes a body expects the head to be refused, which `writeHead` has taken.
      return this.destroy();
    }
    if (!isWhole) this.#stream.once("wantTrailers", () => this.#sendTrailers());
  }

  #sendTrailers(): void {
    const trailers: Record<string, string[]> = {};
    for (const [name, value] of this.#trailers) (trailers[name.toLowerCase()] ??= []).push(value);
    try {
      this.#stream.sendTrailers(trailers);
    } catch {
      // A trailer that HTTP/2 cannot express: the answer must not pass for a whole one.
      this.destroy();
    }
  }

  write(chunk: Buffer | string, written?: () => void): boolean {
    this.#respond(false);
    if (this.destroyed || this.#isEnded || this.#stream.writableEnded) return true;
    this.#givenBytes += chunk.length;
    return this.#stream.write(chunk, written);
  }

  end(chunk?: Buffer | string, encoding: BufferEncoding = "utf8"): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const isEmpty = chunk === undefined || chunk.length === 0 || this.req.method === "HEAD";
    this.#respond(isEmpty && this.#trailers.length === 0);
    if (this.destroyed || this.#stream.writableEnded) return;
    if (isEmpty) return void this.#stream.end();
    this.#givenBytes += chunk.length;
    this.#stream.end(chunk, encoding);
  }

  addTrailers(trailers: [string, string][]): void {
    this.#trailers = trailers;
  }

  writeEarlyHints({ link }: { link: string[] }): void {
    if (!this.headersSent && !this.destroyed)
      this.#stream.additionalHeaders({ ":status": 103, link: link.join(", ") });
  }

  /** The answer breaks off: its stream alone is reset. */
  destroy(): void {
    if (this.destroyed) return;
    this.#isDestroyed = true;
    this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }

  /** The client takes nothing of it. */
  giveUp(): void {
    this.#stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }

  on(event: "drain" | "close", listener: () => void): void {
    this.#stream.on(event, listener);
  }

  once(event: "close", listener: () => void): void {
    this.#stream.once(event, listener);
  }
}

function isOfConnection(of: number): boolean {
  return of === CONNECTION || of === HOP || of === TRANSFER_ENCODING || of === UPGRADE || of === TRAILER;
}
