import { CONNECTION, CONTENT_LENGTH, knownHeader, PASS, TRANSFER_ENCODING } from "./header-names.ts";
import { InvalidResponse } from "./response-fields.ts";

/** What a response's headers say of its body and its connection. */
export interface Framing {
  /** Bytes; −1 when it was not declared. */
  length: number;
  isChunked: boolean;
  /** The upstream does not mean to close. */
  keepAlive: boolean;
  /** What it keeps an idle connection for; undefined when it said nothing. */
  keepAliveMs: number | undefined;
}

const CLOSE = /(?:^|,)[\t ]*close[\t ]*(?:,|$)/i;

/** RFC 9112 §6.3 and §9.3. Throws InvalidResponse where two readers could see two ends of the body. */
export function readFraming(headers: readonly string[], isOld: boolean): Framing {
  const framing: Framing = { length: -1, isChunked: false, keepAlive: !isOld, keepAliveMs: undefined };
  for (let i = 0; i < headers.length; i += 2) {
    const header = knownHeader(headers[i] as string);
    if (header.class !== PASS) take(framing, header, headers[i + 1] as string);
  }
  if (framing.isChunked && (framing.length >= 0 || isOld))
    throw new InvalidResponse("a transfer coding with a length, or in HTTP/1.0");
  return framing;
}

function take(framing: Framing, header: { class: number; lower: string }, value: string): void {
  switch (header.class) {
    case CONTENT_LENGTH:
      if (framing.length >= 0) throw new InvalidResponse("more than one Content-Length");
      framing.length = lengthOf(value);
      break;
    case TRANSFER_ENCODING:
      if (framing.isChunked || value.toLowerCase() !== "chunked")
        throw new InvalidResponse("a transfer coding other than chunked");
      framing.isChunked = true;
      break;
    case CONNECTION:
      if (CLOSE.test(value)) framing.keepAlive = false;
      break;
    default:
      if (header.lower === "keep-alive") framing.keepAliveMs = timeoutOf(value);
  }
}

function lengthOf(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new InvalidResponse("a Content-Length that is no number");
  return Number(value);
}

/** `timeout=5, max=100`. */
function timeoutOf(value: string): number | undefined {
  const found = /(?:^|[,\s])timeout=(\d{1,6})(?:$|[,\s])/i.exec(value);
  return found ? Number(found[1]) * 1000 : undefined;
}
