import { randomFillSync } from "node:crypto";
import {
  CONNECTION,
  CONTENT_LENGTH,
  DEADLINE,
  HOST,
  knownHeader,
  listedNames,
  PASS,
  REQUEST_ID,
  TRACEPARENT,
  TRANSFER_ENCODING,
  VIA,
} from "./header-names.ts";
import { hostNameOf, type HostName } from "./host-names.ts";
import type { Forwarding } from "./trusted-proxies.ts";

/** How the client reached us. */
export interface Arrival {
  rawHeaders: readonly string[];
  remoteAddress: string;
  protocol: "http" | "https";
  httpVersion: string;
  /** From an absolute-form target; it overrules the Host header (RFC 9112 §3.2.2). */
  authority: string | undefined;
  /** Length of a body that declares none: 0 where there is none then (HTTP/1.1), −1 where one may come (HTTP/2). */
  undeclaredBytes: 0 | -1;
  /** What trusted proxies say of the client. */
  forwarding: Forwarding | undefined;
}

/** The client's headers as every target of the chain gets them, before what is particular to a target. */
export interface ClientHeaders {
  /** Name, value, name, value… without Content-Length; the first two are Host, for the target to fill in. */
  base: string[];
  /** As the client wrote it: `shop.example:8080`. */
  host: string;
  hostName: HostName;
  /** Declared bytes of the body; 0 = no body, −1 = a body of undeclared length. */
  bodyBytes: number;
  requestId: string;
  /** From `X-Request-Deadline-Ms`; undefined when absent or not a positive whole number. */
  deadlineMs: number | undefined;
  /** How often the request has passed a gateway of this kind, as far as `Via` tells. */
  hops: number;
  /** Present for gRPC calls. `deadlineAtMs`, on `performance.now`: the client's, told to every target anew. */
  grpc: { deadlineAtMs: number | undefined } | undefined;
}

const REQUEST_ID_FORM = /^[A-Za-z0-9._:+/=-]{1,128}$/;
const TRACEPARENT_FORM = /^[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;
const PSEUDONYM = "understudy";

/**
 * One pass over the raw headers: hop-by-hop ones go (also those named by Connection), our own come in. Undefined when the
 * message is ambiguous: several Hosts, none in HTTP/1.1 (RFC 9112 §3.2) or one that is no host, a transfer coding that this
 * server does not undo or that HTTP/1.0 does not know (§6.1), a length that no number holds.
 */
export function readClientHeaders(arrival: Arrival): ClientHeaders | undefined {
  const raw = arrival.rawHeaders;
  const base: string[] = ["Host", ""];
  const seen = sift(raw, base);
  if (!seen) return undefined;
  const coding = seen[TRANSFER_ENCODING];
  if (!isFramed(arrival.httpVersion, coding, seen[HOST])) return undefined;
  const host = arrival.authority ?? seen[HOST] ?? "";
  const declaredBytes = Number(seen[CONTENT_LENGTH] ?? arrival.undeclaredBytes);
  const hostName = hostNameOf(host);
  if (!hostName.isHost || !Number.isSafeInteger(declaredBytes)) return undefined;
  const given = seen[TRACEPARENT];
  const trace = given !== undefined && TRACEPARENT_FORM.test(given) ? { parent: given } : newTrace();
  const client: ClientHeaders = {
    base,
    host,
    hostName,
    bodyBytes: coding === undefined ? declaredBytes : -1,
    requestId: idOf(seen[REQUEST_ID], trace),
    deadlineMs: deadlineOf(seen[DEADLINE]),
    hops: hopsIn(seen[VIA]),
    grpc: undefined,
  };
  addOwn(client, arrival, { trace: trace.parent, via: seen[VIA] ?? "" });
  return client;
}

function isFramed(httpVersion: string, coding: string | undefined, host: string | undefined): boolean {
  if (httpVersion === "1.1" && host === undefined) return false;
  return coding === undefined || (coding.toLowerCase() === "chunked" && httpVersion !== "1.0");
}

/** Adds what passes to `base`; returns the first value of each other class, or undefined when one must not repeat. */
function sift(raw: readonly string[], base: string[]): (string | undefined)[] | undefined {
  const seen: (string | undefined)[] = [];
  let listed: string[] | undefined;
  for (let i = 0; i < raw.length; i += 2) {
    const value = raw[i + 1] as string;
    const header = knownHeader(raw[i] as string);
    const of = header.class;
    if (of === PASS) base.push(raw[i] as string, value);
    else if (of === CONNECTION) listed = withListed(listed, value);
    else if (seen[of] === undefined) seen[of] = value;
    else if (of === VIA) seen[VIA] += `, ${value}`;
    else if (of === HOST || of === TRANSFER_ENCODING) return undefined;
  }
  if (listed) dropListed(base, listed);
  return seen;
}

const OWN_HOP = new RegExp(`(?:^|,)\\s*[^\\s,]+\\s+${PSEUDONYM}\\s*(?=$|[,(])`, "g");

function hopsIn(via: string | undefined): number {
  return via === undefined ? 0 : (via.match(OWN_HOP)?.length ?? 0);
}

function deadlineOf(value: string | undefined): number | undefined {
  return value !== undefined && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined;
}

/**
 * A client's id when it is harmless to log and pass on, else that of the trace which begins here. A client's own trace may have
 * many requests: each gets a new one.
 */
function idOf(given: string | undefined, trace: Trace): string {
  if (given !== undefined && REQUEST_ID_FORM.test(given)) return given;
  return trace.id ?? randomHex(TRACE_ID_BYTES);
}

function withListed(names: string[] | undefined, connection: string): string[] | undefined {
  if (connection === "keep-alive" || connection === "close") return names;
  return [...(names ?? []), ...listedNames(connection)];
}

/** Takes out what Connection names, in place; the first, Host, is the gateway's own. */
function dropListed(base: string[], listed: readonly string[]): void {
  let kept = 2;
  for (let i = 2; i < base.length; i += 2) {
    if (listed.includes(knownHeader(base[i] as string).lower)) continue;
    base[kept++] = base[i] as string;
    base[kept++] = base[i + 1] as string;
  }
  base.length = kept;
}

function addOwn(client: ClientHeaders, arrival: Arrival, seen: { trace: string; via: string }): void {
  const { remoteAddress, forwarding } = arrival;
  const protocol = forwarding?.protocol ?? arrival.protocol;
  const host = forwarding?.host ?? client.host;
  const { quoted } = forwarding?.host === undefined ? client.hostName : hostNameOf(host);
  const via = `${arrival.httpVersion} ${PSEUDONYM}`;
  const about = `;host=${quoted};proto=${protocol}`;
  client.base.push(
    "X-Forwarded-For",
    forwarding ? forwarding.hops.join(", ") : remoteAddress,
    "X-Forwarded-Host",
    host,
    "X-Forwarded-Proto",
    protocol,
    "Forwarded",
    forwarding ? forwardedElements(forwarding.hops, about) : `for=${forwardedNode(remoteAddress)}${about}`,
    "X-Request-Id",
    client.requestId,
    "traceparent",
    seen.trace,
    "Via",
    seen.via === "" ? via : `${seen.via}, ${via}`,
  );
}

/** The client with what is known of its request, then the proxies on the way. */
function forwardedElements([client = "unknown", ...proxies]: readonly string[], about: string): string {
  return [
    `for=${forwardedNode(client)}${about}`,
    ...proxies.map((proxy) => `for=${forwardedNode(proxy)}`),
  ].join(", ");
}

/** RFC 7239 §6: an IPv6 address is bracketed and quoted. */
function forwardedNode(address: string): string {
  return address.includes(":") ? `"[${address}]"` : address;
}

const TRACE_ID_BYTES = 16;
const PARENT_ID_BYTES = 8;
/** Random bytes are drawn many at a time: one draw costs as much as a hundred. */
const random = Buffer.alloc(6 * 1024);
let drawn = random.length;

function randomHex(bytes: number): string {
  if (drawn + bytes > random.length) {
    randomFillSync(random);
    drawn = 0;
  }
  const hex = random.toString("hex", drawn, drawn + bytes);
  drawn += bytes;
  return hex;
}

interface Trace {
  /** Of one that begins here. */
  id?: string;
  /** The `traceparent` header. */
  parent: string;
}

/** W3C Trace Context, version 00, not sampled: nothing here records spans. */
function newTrace(): Trace {
  const hex = randomHex(TRACE_ID_BYTES + PARENT_ID_BYTES);
  const id = hex.slice(0, 2 * TRACE_ID_BYTES);
  return { id, parent: `00-${id}-${hex.slice(2 * TRACE_ID_BYTES)}-00` };
}
