import { METHODS } from "node:http";
import type { Socket } from "node:net";
import common from "node:_http_common";

/*
 * The parser of `node:http` itself (llhttp), strict, driven as that drives it. Not a public interface of Node: the project pins
 * Node exactly, and every attack, framing and fuzz test runs through here. See docs/decisions/0031.
 */

const { HTTPParser } = common;

export type RequestParser = InstanceType<typeof HTTPParser>;

/** What is read of a request, in order: begin, head, body*, complete. */
export interface RequestSink {
  onBegin(): void;
  /** True: it is given another protocol, and what follows is not read. */
  onHead(head: RawHead): boolean;
  onBody(chunk: Buffer): void;
  onComplete(): void;
  /** Bytes from the connection were read: how many, or why they could not be. */
  onRead(read: number | Error): void;
}

export interface RawHead {
  httpVersion: string;
  /** "" for one that HTTP does not have. */
  method: string;
  url: string;
  /** Name, value, name, value… */
  rawHeaders: string[];
  wantsUpgrade: boolean;
  keepAlive: boolean;
}

/** Answers of `kOnHeadersComplete`. */
const GO_ON = 0;
const OTHER_PROTOCOL = 2;

/** The parser tells methods by number; it is asked for their numbers itself. */
const methods = new Map<number, string>();
for (const method of METHODS) {
  const parser = new HTTPParser();
  parser.initialize(HTTPParser.REQUEST, {}, 0, HTTPParser.kLenientNone);
  parser[HTTPParser.kOnHeadersComplete] = (...head: [number, number, string[], number]) => {
    methods.set(head[3], method);
    return OTHER_PROTOCOL;
  };
  const target = method === "CONNECT" ? "a:1" : "/";
  parser.execute(Buffer.from(`${method} ${target} HTTP/1.1\r\nHost: a\r\n\r\n`, "latin1"));
  parser.close();
}

/** A parser for the requests of one connection; to be closed when that is gone, not within one of its callbacks. */
export function requestParser(sink: RequestSink, maxHeaderBytes: number): RequestParser {
  const parser = new HTTPParser();
  parser.initialize(HTTPParser.REQUEST, {}, maxHeaderBytes, HTTPParser.kLenientNone);
  /** A head in several packets, or of more than 32 headers, comes in parts. */
  let parts: string[] = [];
  let urlPart = "";
  parser[HTTPParser.kOnMessageBegin] = () => {
    parts = [];
    urlPart = "";
    sink.onBegin();
  };
  // After the body these are its trailers, which go no further.
  parser[HTTPParser.kOnHeaders] = (headers: string[], url: string) => {
    parts.push(...headers);
    urlPart += url;
  };
  parser[HTTPParser.kOnHeadersComplete] = (
    ...[major, minor, headers, method, url, , , wantsUpgrade, keepAlive]: [
      number,
      number,
      string[] | undefined,
      number,
      string | undefined,
      unknown,
      unknown,
      boolean,
      boolean,
    ]
  ) =>
    sink.onHead({
      httpVersion: major === 1 && minor === 1 ? "1.1" : `${major}.${minor}`,
      method: methods.get(method) ?? "",
      url: url ?? urlPart,
      rawHeaders: headers ?? parts,
      wantsUpgrade,
      keepAlive,
    })
      ? OTHER_PROTOCOL
      : GO_ON;
  parser[HTTPParser.kOnBody] = (chunk: Buffer) => sink.onBody(chunk);
  parser[HTTPParser.kOnMessageComplete] = () => sink.onComplete();
  parser[HTTPParser.kOnExecute] = (read: number | Error) => sink.onRead(read);
  return parser;
}

interface Handle {
  isStreamBase?: boolean;
  reading: boolean;
  readStart(): void;
  readStop(): void;
}

/** Undefined once the socket is destroyed. */
function handleOf(socket: Socket): Handle | undefined {
  return (socket as unknown as { _handle?: Handle | null })._handle ?? undefined;
}

/** From here on the parser reads the socket's bytes below the stream; its end and errors still come as events. */
export function readInto(parser: RequestParser, socket: Socket): void {
  const handle = handleOf(socket);
  if (handle?.isStreamBase === true) parser.consume(handle);
}

export function pauseReading(socket: Socket): void {
  const handle = handleOf(socket);
  if (!handle?.reading) return;
  handle.reading = false;
  handle.readStop();
}

export function resumeReading(socket: Socket): void {
  const handle = handleOf(socket);
  if (!handle || handle.reading) return;
  handle.reading = true;
  handle.readStart();
}
