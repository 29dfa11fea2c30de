import { Buffer } from "node:buffer";
import { ChunkReader } from "./chunk-reader.ts";
import { HeadBuffer } from "./head-buffer.ts";
import { InvalidResponse, readFields, readStatusLine } from "./response-fields.ts";
import { readFraming, type Framing } from "./response-framing.ts";

/** Where the parts of a response go: information*, then head, body*, end, or whole. Chunks are the receiver's own. */
export interface ResponseSink {
  onInformation(status: number, headers: readonly string[]): void;
  onHead(status: number, headers: readonly string[]): void;
  onBody(chunk: Buffer): void;
  /** Trailers: name, value, name, value…; undefined when there were none. */
  onEnd(trailers: readonly string[] | undefined): void;
  /** In place of head, body and end, where all of it came with its head: `body` has a character for each byte, at least one. */
  onWhole(status: number, headers: readonly string[], body: string): void;
}

const MAX_INFORMATION = 32;
/** Most heads are shorter. */
const USUAL_HEAD_BYTES = 2 * 1024;
/** What came with a head, up to this much, is read as text at once: it may be all there is. */
const WHOLE_MAX_BYTES = 8 * 1024;
const HEAD_END = "\r\n\r\n";

type Awaited = "nothing" | "head" | "length" | "chunks" | "close";

/**
 * Responses of one connection (RFC 9112), one at a time and no more lenient than it must be: what two parsers could read
 * in two ways is refused. `write` throws InvalidResponse; the connection is then of no further use.
 */
export class ResponseParser {
  #sink: ResponseSink | undefined;
  #isHead = false;
  #awaits: Awaited = "nothing";
  #left = 0;
  #information = 0;
  /** The beginning of a head that is not all here. */
  readonly #begun = new HeadBuffer();
  readonly #chunks = new ChunkReader();
  #keepAlive = false;
  #hasExtra = false;
  /** What the upstream said it keeps an idle connection for; undefined when it said nothing. */
  keepAliveMs: number | undefined;

  /** Expects the response to a request of this method. */
  begin(method: string, sink: ResponseSink): void {
    this.#sink = sink;
    this.#isHead = method === "HEAD";
    this.#awaits = "head";
    this.#information = 0;
    this.#begun.clear();
    this.#keepAlive = false;
    this.#hasExtra = false;
    this.keepAliveMs = undefined;
  }

  /** Nothing more is passed on. */
  stop(): void {
    this.#sink = undefined;
  }

  /** The last response ended where it should and the upstream does not mean to close: the connection may serve again. */
  get isReusable(): boolean {
    return this.#awaits === "nothing" && this.#keepAlive && !this.#hasExtra;
  }

  /** Bytes as they came. They are copied where they are kept. */
  write(bytes: Buffer): void {
    if (this.#awaits === "nothing") throw new InvalidResponse("bytes that nobody asked for");
    let at = 0;
    while (at < bytes.length && this.#sink) at = this.#readPart(bytes, at);
  }

  /** Reads on from `from`, at least one byte, and returns how far. */
  #readPart(bytes: Buffer, from: number): number {
    switch (this.#awaits) {
      case "head":
        return this.#readHead(bytes, from);
      case "length":
        return this.#readLength(bytes, from);
      case "chunks":
        return this.#readChunks(bytes, from);
      case "close":
        this.#sink?.onBody(copyOf(bytes, from, bytes.length));
        return bytes.length;
      case "nothing":
        return bytes.length;
    }
  }

  /** What is being read has no other end than the connection's. */
  get endsWithConnection(): boolean {
    return this.#awaits === "close";
  }

  /** The upstream has closed. True when that was the end of a response. */
  close(): boolean {
    if (this.#awaits !== "close") return false;
    this.#end(undefined, false);
    return true;
  }

  #end(trailers: readonly string[] | undefined, hasExtra: boolean): void {
    // Last of all: the connection may get its next request in here.
    this.#finish(hasExtra)?.onEnd(trailers);
  }

  /** Expects nothing more. Whom there is to tell. */
  #finish(hasExtra: boolean): ResponseSink | undefined {
    this.#awaits = "nothing";
    this.#hasExtra = hasExtra;
    const sink = this.#sink;
    this.#sink = undefined;
    return sink;
  }

  #readHead(bytes: Buffer, from: number): number {
    if (this.#begun.length === 0) {
      const isShort = bytes.length - from <= WHOLE_MAX_BYTES;
      const text = bytes.toString("latin1", from, isShort ? bytes.length : from + USUAL_HEAD_BYTES);
      const end = text.indexOf(HEAD_END);
      if (end >= 0) {
        const after = isShort ? text.slice(end + HEAD_END.length) : "";
        const next = from + end + HEAD_END.length;
        return next + this.#takeHead(text.slice(0, end), after, bytes.length - next);
      }
    }
    const count = this.#begun.add(bytes, from);
    if (count < 0) return bytes.length;
    const text = this.#begun.text();
    this.#begun.clear();
    return from + count + this.#takeHead(text, "", bytes.length - from - count);
  }

  /** `after`: what follows it, as far as it was read as text; `rest`: all the bytes that do. Returns how many of them were its body. */
  #takeHead(text: string, after: string, rest: number): number {
    const { status, isOld, length } = readStatusLine(text);
    const headers = readFields(text, length);
    if (status < 200) return this.#inform(status, headers);
    this.#takeFraming(readFraming(headers, isOld));
    const hasBody = !this.#isHead && status !== 204 && status !== 304 && this.#left !== 0;
    if (!hasBody) {
      this.#sink?.onHead(status, headers);
      this.#end(undefined, rest > 0);
      return 0;
    }
    if (this.#awaits === "close") this.#keepAlive = false;
    if (this.#awaits !== "length" || this.#left > after.length) {
      this.#sink?.onHead(status, headers);
      return 0;
    }
    const taken = this.#left;
    this.#finish(taken < rest)?.onWhole(status, headers, after.slice(0, taken));
    return taken;
  }

  #inform(status: number, headers: readonly string[]): 0 {
    if (status === 101) throw new InvalidResponse("101 without a request to upgrade");
    if (++this.#information > MAX_INFORMATION) throw new InvalidResponse("too many 1xx responses");
    this.#sink?.onInformation(status, headers);
    return 0;
  }

  #takeFraming({ length, isChunked, keepAlive, keepAliveMs }: Framing): void {
    this.#keepAlive = keepAlive;
    this.keepAliveMs = keepAliveMs;
    this.#left = length;
    if (isChunked) {
      this.#awaits = "chunks";
      this.#chunks.begin();
    } else this.#awaits = length < 0 ? "close" : "length";
  }

  #readLength(bytes: Buffer, from: number): number {
    const end = Math.min(bytes.length, from + this.#left);
    this.#left -= end - from;
    this.#sink?.onBody(copyOf(bytes, from, end));
    if (this.#left === 0) this.#end(undefined, end < bytes.length);
    return end;
  }

  #readChunks(bytes: Buffer, from: number): number {
    const at = this.#chunks.read(bytes, from);
    const { data, isOver } = this.#chunks;
    if (data) this.#sink?.onBody(data);
    if (isOver) this.#end(this.#chunks.trailers, at < bytes.length);
    return at;
  }
}

function copyOf(bytes: Buffer, from: number, to: number): Buffer {
  const copy = Buffer.allocUnsafe(to - from);
  bytes.copy(copy, 0, from, to);
  return copy;
}
