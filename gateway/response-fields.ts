import { knownHeader } from "./header-names.ts";

/** What an upstream sent is not an HTTP/1 response, or could be read in more than one way. */
export class InvalidResponse extends Error {
  override readonly name = "InvalidResponse";
}

const MAX_FIELDS = 512;
/** Only CRLF, tab and what can be seen (RFC 9110 §5.5), in a whole section of lines. */
const FORBIDDEN = /[^\t\n\r\x20-\x7e\x80-\xff]|\r(?!\n)|(?<!\r)\n/;
/** Up to the status, which is looked at digit by digit: a match's groups would cost more than the rest of the line. */
const STATUS_LINE = /^HTTP\/1\.[01] [1-9]\d\d(?= |\r|$)/;
const MINOR_AT = "HTTP/1.".length;
const STATUS_AT = "HTTP/1.1 ".length;
const ZERO = 48;
const SPACE = 32;
const TAB = 9;

interface StatusLine {
  status: number;
  /** HTTP/1.0. */
  isOld: boolean;
  /** Of the line, with its CRLF. */
  length: number;
}

/** The first line of a head (without its last CRLF CRLF). Throws InvalidResponse. */
export function readStatusLine(head: string): StatusLine {
  if (!STATUS_LINE.test(head)) throw new InvalidResponse("a status line that is none");
  const end = head.indexOf("\r\n");
  return {
    status: digitAt(head, STATUS_AT) * 100 + digitAt(head, STATUS_AT + 1) * 10 + digitAt(head, STATUS_AT + 2),
    isOld: digitAt(head, MINOR_AT) === 0,
    length: end < 0 ? head.length : end + 2,
  };
}

function digitAt(text: string, at: number): number {
  return text.charCodeAt(at) - ZERO;
}

/**
 * The field lines of `section` from `from` on, as name, value, name, value… Throws InvalidResponse: for a name that is no
 * token (a folded line, a space before the colon), for control characters, and for more than 512 fields.
 */
export function readFields(section: string, from: number): string[] {
  if (FORBIDDEN.test(section)) throw new InvalidResponse("a character that no header has");
  const fields: string[] = [];
  let at = from;
  while (at < section.length) {
    let end = section.indexOf("\r\n", at);
    if (end < 0) end = section.length;
    const colon = section.indexOf(":", at);
    if (colon < 0 || colon > end) throw new InvalidResponse("a header line without a colon");
    const name = section.slice(at, colon);
    if (!knownHeader(name).isToken) throw new InvalidResponse("a header's name that is none");
    fields.push(name, trimmed(section, colon + 1, end));
    at = end + 2;
  }
  if (fields.length > MAX_FIELDS * 2) throw new InvalidResponse("too many headers");
  return fields;
}

function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}
