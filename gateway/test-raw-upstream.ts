import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** A request as its bytes say it, read as strictly as RFC 9112 allows. */
export interface RawRequest {
  requestLine: string;
  /** `name: value` lines as they came. */
  headerLines: string[];
  body: string;
}

const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const REQUEST_LINE = /^[A-Z]+ \/[\x21-\x7e\x80-\xff]* HTTP\/1\.1$/;
const HEADER_LINE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*$/;

/**
 * An upstream that trusts nothing: a TCP server that cuts what comes into requests by the strict reading, answers each, and
 * notes everything that another server could read another way.
 */
export class RawUpstream {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly requests: RawRequest[] = [];
  readonly violations: string[] = [];
  /** Bytes of the answer to every request. */
  answer = ANSWER;
  port = 0;

  constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      const reader = new RequestReader(this);
      socket.on("data", (bytes) => {
        for (let n = reader.take(bytes.toString("latin1")); n > 0; n--) socket.write(this.answer, "latin1");
      });
      socket.on("close", () => this.#sockets.delete(socket)).on("error", () => undefined);
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Forgets what was seen. */
  clear(): void {
    this.requests.length = 0;
    this.violations.length = 0;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

class RequestReader {
  readonly #seen: RawUpstream;
  #text = "";

  constructor(seen: RawUpstream) {
    this.#seen = seen;
  }

  /** How many requests are complete with these bytes. */
  take(text: string): number {
    this.#text += text;
    for (let complete = 0; ; complete++) {
      const request = this.#next();
      if (!request) return complete;
      this.#seen.requests.push(request);
    }
  }

  #next(): RawRequest | undefined {
    const end = this.#text.indexOf("\r\n\r\n");
    if (end < 0) return undefined;
    const [requestLine = "", ...headerLines] = this.#text.slice(0, end).split("\r\n");
    const rest = this.#text.slice(end + 4);
    const body = this.#bodyOf(headerLines, rest);
    if (!body) return undefined;
    this.#text = rest.slice(body.bytes);
    if (!REQUEST_LINE.test(requestLine)) this.#seen.violations.push(`request line ${requestLine}`);
    for (const line of headerLines)
      if (!HEADER_LINE.test(line)) this.#seen.violations.push(`header line ${line}`);
    return { requestLine, headerLines, body: body.text };
  }

  #bodyOf(lines: string[], rest: string): { bytes: number; text: string } | undefined {
    const values = (name: string) =>
      lines
        .filter((line) => framingName(line) === name)
        .map((line) => line.slice(line.indexOf(":") + 1).trim());
    const [lengths, codings] = [values("content-length"), values("transfer-encoding")];
    if (lengths.length + codings.length > 1)
      this.#seen.violations.push(`framed ${lengths.length + codings.length} times`);
    const [length = "0"] = lengths;
    const [coding] = codings;
    if (!/^\d+$/.test(length)) this.#seen.violations.push(`length ${length}`);
    if (coding !== undefined) {
      if (coding !== "chunked") this.#seen.violations.push(`coding ${coding}`);
      return chunkedBody(rest);
    }
    const bytes = Number(length);
    return rest.length < bytes ? undefined : { bytes, text: rest.slice(0, bytes) };
  }
}

/** Servers behind a CGI-like interface take `_` for `-`. */
function framingName(line: string): string {
  return line.slice(0, line.indexOf(":")).trim().toLowerCase().replaceAll("_", "-");
}

function chunkedBody(rest: string): { bytes: number; text: string } | undefined {
  let text = "";
  for (let at = 0; ;) {
    const found = /^([0-9A-Fa-f]+)\r\n/.exec(rest.slice(at, at + 20));
    if (!found) return undefined;
    const size = Number.parseInt(found[1] ?? "", 16);
    at += found[0].length;
    if (rest.length < at + size + 2) return undefined;
    if (size === 0) return { bytes: at + 2, text };
    text += rest.slice(at, at + size);
    at += size + 2;
  }
}
