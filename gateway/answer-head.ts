import { STATUS_CODES } from "node:http";
import { CONNECTION, CONTENT_LENGTH, knownHeader, TRANSFER_ENCODING } from "./header-names.ts";

/** How the end of an answer's body is told. */
export type Framing = "none" | "length" | "chunked" | "close";

export interface AnswerHead {
  text: string;
  framing: Framing;
  /** The connection may take another request. */
  keepAlive: boolean;
}

/** What an answer is an answer to. */
interface Asked {
  method: string;
  httpVersion: string;
  keepAlive: boolean;
}

interface GivenHead {
  headers: readonly string[];
  ownFrom: number;
  keepAliveLines: string;
}

const CLOSING = /(?:^|[\s,])close(?:$|[\s,])/i;
const NOT_IN_A_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

const statusLines = new Map<number, string>();

function statusLine(status: number): string {
  let line = statusLines.get(status);
  if (line === undefined) {
    if (!Number.isInteger(status) || status < 100 || status > 999) throw new Error(`${status} is no status`);
    line = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}\r\n`;
    statusLines.set(status, line);
  }
  return line;
}

/** Values up to this length are looked at letter by letter: to call a pattern costs more. */
const LOOKED_AT = 128;
const TAB = 9;
const SPACE = 32;
const DELETE = 127;

function isFieldValue(value: string): boolean {
  if (value.length > LOOKED_AT) return !NOT_IN_A_VALUE.test(value);
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if ((code < SPACE && code !== TAB) || code === DELETE || code > 255) return false;
  }
  return true;
}

/** Header lines. Throws for a name or value that HTTP does not allow (RFC 9110 §5.5): it would be read as something else. */
export function fieldLine(name: string, value: string): string {
  assertSendable(name, value, knownHeader(name).isToken);
  return line(name, value);
}

/** Not a template: that would ask for each part's text, which takes longer than to put them together. */
function line(name: string, value: string): string {
  return name + ": " + value + "\r\n";
}

function assertSendable(name: string, value: string, isToken: boolean): void {
  if (!isToken || !isFieldValue(value)) throw new Error(`${JSON.stringify(name)} cannot be sent as a header`);
}

/**
 * The head of an answer with its framing (RFC 9112 §6), `headers`: name, value… A `Connection` among them only says whether
 * the connection is to be closed. From `ownFrom` on they are the gateway's own: none of them is about the connection, the body or
 * the time, and all can be sent. `keepAliveLines`: how the client is told that it may stay.
 */
export function answerHead(
  asked: Asked,
  status: number,
  { headers, ownFrom, keepAliveLines }: GivenHead,
): AnswerHead {
  let text = statusLine(status);
  let { keepAlive } = asked;
  let hasLength = false;
  let hasDate = false;
  for (let i = 0; i < ownFrom; i += 2) {
    const name = headers[i] as string;
    const value = headers[i + 1] as string;
    const { class: of, lower, isToken } = knownHeader(name);
    assertSendable(name, value, isToken);
    if (of === CONNECTION) {
      if (CLOSING.test(value)) keepAlive = false;
      continue;
    }
    if (of === TRANSFER_ENCODING) continue;
    if (of === CONTENT_LENGTH) hasLength = true;
    else if (lower === "date") hasDate = true;
    text += line(name, value);
  }
  for (let i = ownFrom; i < headers.length; i += 2)
    text += line(headers[i] as string, headers[i + 1] as string);
  if (!hasDate) text += dateLine();
  const framing = framingOf(asked, status, hasLength);
  if (framing === "chunked") text += "Transfer-Encoding: chunked\r\n";
  if (framing === "close") keepAlive = false;
  text += keepAlive ? keepAliveLines : "Connection: close\r\n";
  return { text: `${text}\r\n`, framing, keepAlive };
}

function framingOf({ method, httpVersion }: Asked, status: number, hasLength: boolean): Framing {
  if (method === "HEAD" || status < 200 || status === 204 || status === 304) return "none";
  if (hasLength) return "length";
  return httpVersion === "1.1" ? "chunked" : "close";
}

let dateAt = 0;
let date = "";

/** RFC 9110 §6.6.1; made once a second. */
function dateLine(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateAt) {
    dateAt = second;
    date = `Date: ${new Date(second * 1000).toUTCString()}\r\n`;
  }
  return date;
}
