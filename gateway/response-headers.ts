import {
  CONNECTION,
  CONTENT_LENGTH,
  HOP,
  knownHeader,
  listedNames,
  REQUEST_ID,
  TRAILER,
  TRANSFER_ENCODING,
  UPGRADE,
} from "./header-names.ts";

/** An upstream's response head, cleaned for passing on. */
export interface ResponseHead {
  status: number;
  /** Name, value, name, value… */
  headers: string[];
  /** −1 when it was not declared. */
  contentLength: number;
  /** Names of trailers announced; empty when none. */
  trailer: string;
}

/**
 * Raw header bytes to text, without hop-by-hop headers and without what the gateway writes itself: `ownCors`, also what is said
 * to pages of other origins.
 */
export function readResponseHead(
  status: number,
  raw: readonly (Buffer | string)[],
  ownCors = false,
): ResponseHead {
  const headers: string[] = [];
  const head: ResponseHead = { status, headers, contentLength: -1, trailer: "" };
  let listed: string[] | undefined;
  for (let i = 0; i < raw.length; i += 2) {
    const name = latin1(raw[i]);
    const value = latin1(raw[i + 1]);
    const header = knownHeader(name);
    switch (header.class) {
      case HOP:
      case TRANSFER_ENCODING:
      case UPGRADE:
      case REQUEST_ID:
        break;
      case CONNECTION:
        if (value !== "keep-alive" && value !== "close") listed = [...(listed ?? []), ...listedNames(value)];
        break;
      case TRAILER:
        head.trailer = value;
        break;
      case CONTENT_LENGTH:
        head.contentLength = Number(value);
        headers.push(name, value);
        break;
      default:
        if (header.lower.startsWith("x-fallback-")) break;
        if (!ownCors || !header.lower.startsWith("access-control-")) headers.push(name, value);
    }
  }
  if (listed && listed.length > 0) head.headers = withoutNames(headers, listed);
  return head;
}

const STREAM_TYPE = /^(?:text\/event-stream|application\/(?:x-ndjson|grpc)|multipart\/x-mixed-replace)/i;

/** The upstream means this to be read as it comes. */
export function isStream({ headers }: ResponseHead): boolean {
  for (let i = 0; i < headers.length; i += 2) {
    const { lower } = knownHeader(headers[i] as string);
    const value = headers[i + 1] as string;
    if (lower === "content-type" && STREAM_TYPE.test(value)) return true;
    if (lower === "x-accel-buffering" && value.trim().toLowerCase() === "no") return true;
  }
  return false;
}

/** Server-sent events that can be read: a coded stream (`Content-Encoding`) is opaque. */
export function isEventStream({ headers }: ResponseHead): boolean {
  let isOne = false;
  for (let i = 0; i < headers.length; i += 2) {
    const { lower } = knownHeader(headers[i] as string);
    const value = headers[i + 1] as string;
    if (lower === "content-type") isOne = /^text\/event-stream\s*(?:;|$)/i.test(value);
    if (lower === "content-encoding" && !/^\s*(?:identity)?\s*$/i.test(value)) return false;
  }
  return isOne;
}

function withoutNames(headers: readonly string[], names: readonly string[]): string[] {
  const left: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    if (!names.includes(knownHeader(name).lower)) left.push(name, headers[i + 1] as string);
  }
  return left;
}

/** Trailers as name-value pairs, without framing and routing fields, which may not come late (RFC 9110 §6.5.1). */
export function readTrailers(raw: readonly (Buffer | string)[] | undefined): [string, string][] {
  const trailers: [string, string][] = [];
  if (!raw) return trailers;
  for (let i = 0; i < raw.length; i += 2) {
    const name = latin1(raw[i]);
    if (knownHeader(name).class === 0) trailers.push([name, latin1(raw[i + 1])]);
  }
  return trailers;
}

function latin1(part: Buffer | string | undefined): string {
  return typeof part === "string" ? part : part === undefined ? "" : part.toString("latin1");
}
