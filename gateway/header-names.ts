import { ownText } from "./own-text.ts";

/** What a proxy does with a header of a request or response on its way through. */
export const PASS = 0;
/** Hop-by-hop (RFC 9110 §7.6.1): ends here. */
export const HOP = 1;
/** The gateway writes its own: what a client claims about forwarding is not believed. */
export const OWN = 2;
export const HOST = 3;
export const CONNECTION = 4;
export const CONTENT_LENGTH = 5;
export const REQUEST_ID = 6;
export const TRACEPARENT = 7;
export const VIA = 8;
export const TRAILER = 9;
export const TRANSFER_ENCODING = 10;
/** How long the client is willing to wait, in ms. */
export const DEADLINE = 11;
export const UPGRADE = 12;

export type HeaderClass = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12;

const CLASSES = new Map<string, HeaderClass>(
  Object.entries({
    "keep-alive": HOP,
    "proxy-connection": HOP,
    "proxy-authenticate": HOP,
    "proxy-authorization": HOP,
    te: HOP,
    "transfer-encoding": TRANSFER_ENCODING,
    upgrade: UPGRADE,
    "http2-settings": HOP,
    expect: HOP,
    forwarded: OWN,
    "x-forwarded-for": OWN,
    "x-forwarded-host": OWN,
    "x-forwarded-proto": OWN,
    "x-forwarded-port": OWN,
    "x-forwarded-prefix": OWN,
    "x-forwarded-server": OWN,
    "x-real-ip": OWN,
    host: HOST,
    connection: CONNECTION,
    "content-length": CONTENT_LENGTH,
    "x-request-id": REQUEST_ID,
    traceparent: TRACEPARENT,
    via: VIA,
    trailer: TRAILER,
    "x-request-deadline-ms": DEADLINE,
  } as const),
);

export interface KnownHeader {
  lower: string;
  class: HeaderClass;
  /** A name that HTTP allows (RFC 9110 §5.1). */
  isToken: boolean;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Spellings seen so far: the same few names come with every request, and a Map is cheaper than lower-casing each. */
const seen = new Map<string, KnownHeader>();
const SEEN_MAX = 4096;
const SEEN_NAME_MAX = 64;

export function knownHeader(name: string): KnownHeader {
  const known = seen.get(name);
  if (known) return known;
  const isKept = seen.size < SEEN_MAX && name.length <= SEEN_NAME_MAX;
  const own = isKept ? ownText(name) : name;
  const lower = own.toLowerCase();
  const header: KnownHeader = { lower, class: classOf(lower), isToken: TOKEN.test(own) };
  if (isKept) seen.set(own, header);
  return header;
}

function classOf(lower: string): HeaderClass {
  // Servers behind a CGI-like interface take `_` for `-`: a known name in that spelling would be believed there.
  const dashed = lower.includes("_") ? lower.replaceAll("_", "-") : lower;
  // Only the gateway speaks of its own decisions.
  if (/^x-(?:fallback|understudy)-/.test(dashed)) return OWN;
  const known = CLASSES.get(dashed);
  if (known === undefined) return PASS;
  return dashed === lower ? known : HOP;
}

/** The lower-case names a Connection header lists: they are hop-by-hop for this message. */
export function listedNames(connection: string): string[] {
  const names: string[] = [];
  for (const part of connection.toLowerCase().split(",")) {
    const name = part.trim();
    if (name !== "" && name !== "close" && name !== "keep-alive") names.push(name);
  }
  return names;
}
