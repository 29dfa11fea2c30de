import type { Socket } from "node:net";
import { answerHead, fieldLine, type Framing } from "./answer-head.ts";
import type { ClientAnswer } from "./front-message.ts";
import { writeText } from "./direct-write.ts";
import type { Http1Request } from "./http1-request.ts";

/** The connection an answer is written to. */
export interface AnswerOwner {
  readonly socket: Socket;
  /** It is whole. */
  answered(answer: Http1Answer): void;
}

/** A piece of a body up to this size is one piece of text with what goes before and after it: one write. */
const ONE_WRITE_BYTES = 16 * 1024;
/** What clients are told; the connection stays longer, so that hardly any writes into one that is being closed. */
const KEEP_ALIVE_LINES = "Connection: keep-alive\r\nKeep-Alive: timeout=60\r\n";

type Listener = () => void;

function withOne(listeners: Listener[] | undefined, listener: Listener): Listener[] {
  if (!listeners) return [listener];
  listeners.push(listener);
  return listeners;
}

/** An answer whose turn it is on its connection. The head waits for the first part of the body, which may be the last. */
export class Http1Answer implements ClientAnswer {
  readonly req: Http1Request;
  readonly #owner: AnswerOwner;
  #head = "";
  #framing: Framing = "none";
  #trailers = "";
  #isDestroyed = false;
  #drained: Listener[] | undefined;
  #closed: Listener[] | undefined;
  headersSent = false;
  writableEnded = false;
  keepAlive: boolean;

  constructor(request: Http1Request, owner: AnswerOwner) {
    this.req = request;
    this.#owner = owner;
    this.keepAlive = request.keepAlive;
  }

  get socket(): Socket {
    return this.#owner.socket;
  }

  get destroyed(): boolean {
    return this.#isDestroyed || this.#owner.socket.destroyed;
  }

  writeHead(status: number, headers: string[], ownFrom = headers.length): void {
    if (this.headersSent) throw new Error("an answer has one head");
    const asked = { method: this.req.method, httpVersion: this.req.httpVersion, keepAlive: this.keepAlive };
    const { text, framing, keepAlive } = answerHead(asked, status, {
      headers,
      ownFrom,
      keepAliveLines: KEEP_ALIVE_LINES,
    });
    this.#head = text;
    this.#framing = framing;
    this.keepAlive = keepAlive;
    this.headersSent = true;
  }

  flushHeaders(): void {
    if (this.#head !== "" && this.#isWritable) writeText(this.#owner.socket, this.#takeHead());
  }

  #takeHead(): string {
    const head = this.#head;
    this.#head = "";
    return head;
  }

  get #isWritable(): boolean {
    return !this.#isDestroyed && this.#owner.socket.writable;
  }

  write(chunk: Buffer | string, written?: () => void): boolean {
    if (this.writableEnded || !this.#isWritable) return true;
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    if (this.#framing === "none" || bytes.length === 0) {
      this.flushHeaders();
      if (written) queueMicrotask(written);
      return true;
    }
    return this.#send(bytes, "", written);
  }

  /** Writes a part of the body with its frame; `end` comes after it. */
  #send(bytes: Buffer, end: string, written?: () => void): boolean {
    const { socket } = this.#owner;
    const isChunked = this.#framing === "chunked";
    const before = isChunked ? `${this.#takeHead()}${bytes.length.toString(16)}\r\n` : this.#takeHead();
    const after = isChunked ? `\r\n${end}` : end;
    if (bytes.length <= ONE_WRITE_BYTES) {
      const text = before + bytes.toString("latin1") + after;
      return written ? socket.write(text, "latin1", written) : writeText(socket, text);
    }
    socket.cork();
    if (before !== "") socket.write(before, "latin1");
    let isRoom = socket.write(bytes, after === "" ? written : undefined);
    if (after !== "") isRoom = socket.write(after, "latin1", written);
    socket.uncork();
    return isRoom;
  }

  end(part?: Buffer | string, encoding: BufferEncoding = "utf8"): void {
    if (this.writableEnded) return;
    this.writableEnded = true;
    if (this.#isWritable) this.#finish(part, encoding);
    this.#owner.answered(this);
  }

  #finish(part: Buffer | string | undefined, encoding: BufferEncoding): void {
    const last = this.#framing === "chunked" ? `0\r\n${this.#trailers}\r\n` : "";
    const { socket } = this.#owner;
    if (part === undefined || part.length === 0 || this.#framing === "none") {
      const text = this.#takeHead() + last;
      if (text !== "") writeText(socket, text);
    } else if (typeof part === "string" && encoding === "latin1" && this.#framing !== "chunked")
      writeText(socket, this.#takeHead() + part);
    else this.#send(typeof part === "string" ? Buffer.from(part, encoding) : part, last);
  }

  addTrailers(trailers: [string, string][]): void {
    for (const [name, value] of trailers) this.#trailers += fieldLine(name, value);
  }

  writeEarlyHints({ link }: { link: string[] }): void {
    if (this.headersSent || !this.#isWritable || this.req.httpVersion !== "1.1") return;
    const lines = link.map((one) => fieldLine("Link", one)).join("");
    this.#owner.socket.write(`HTTP/1.1 103 Early Hints\r\n${lines}\r\n`, "latin1");
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#owner.socket.destroy();
  }

  on(event: "drain" | "close", listener: Listener): void {
    // A list that something is pushed to takes room for 17; nearly all have one listener.
    if (event === "drain") this.#drained = withOne(this.#drained, listener);
    else this.#closed = withOne(this.#closed, listener);
  }

  once(event: "close", listener: Listener): void {
    this.on(event, listener);
  }

  /** The connection has room again. */
  drain(): void {
    for (const listener of this.#drained ?? []) listener();
  }

  /** The connection is gone before the answer was whole. */
  close(): void {
    this.#isDestroyed = true;
    const listeners = this.#closed;
    this.#closed = undefined;
    for (const listener of listeners ?? []) listener();
  }
}
