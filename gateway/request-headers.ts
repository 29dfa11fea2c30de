import { randomBytes, randomUUID } from "node:crypto";
import {
  CONNECTION,
  CONTENT_LENGTH,
  DEADLINE,
  HOP,
  HOST,
  knownHeader,
  listedNames,
  OWN,
  PASS,
  REQUEST_ID,
  TRACEPARENT,
  TRAILER,
  TRANSFER_ENCODING,
  UPGRADE,
  VIA,
} from "./header-names.ts";

/** How the client reached us. */
export interface Arrival {
  rawHeaders: readonly string[];
  remoteAddress: string;
  protocol: "http" | "https";
  httpVersion: string;
  /** From an absolute-form target; it overrules the Host header (RFC 9112 §3.2.2). */
  authority: string | undefined;
}

/** The client's headers as every target of the chain gets them, before what is particular to a target. */
export interface ClientHeaders {
  /** Name, value, name, value… without Content-Length; the first two are Host, for the target to fill in. */
  base: string[];
  /** As the client wrote it: `shop.example:8080`. */
  host: string;
  /** Declared bytes of the body; 0 = no body, −1 = a body of undeclared length. */
  bodyBytes: number;
  requestId: string;
  /** From `X-Request-Deadline-Ms`; undefined when absent or not a positive whole number. */
  deadlineMs: number | undefined;
  /** The protocol the client would rather speak. */
  upgrade: string | undefined;
}

const REQUEST_ID_FORM = /^[A-Za-z0-9._:+/=-]{1,128}$/;
const TRACEPARENT_FORM = /^[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;
const PSEUDONYM = "understudy";

/**
 * One pass over the raw headers: hop-by-hop ones go (also those named by Connection), our own come in. Undefined when
 * there is more than one Host: two servers could pick two.
 */
export function readClientHeaders(arrival: Arrival): ClientHeaders | undefined {
  const raw = arrival.rawHeaders;
  const listed = connectionNames(raw);
  const base: string[] = ["Host", ""];
  let host: string | undefined;
  let bodyBytes = 0;
  let deadlineMs: number | undefined;
  let upgrade: string | undefined;
  let requestId: string | undefined;
  let traceparent: string | undefined;
  let via = "";
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string;
    const value = raw[i + 1] as string;
    const header = knownHeader(name);
    switch (header.class) {
      case PASS:
        if (listed === undefined || !listed.includes(header.lower)) base.push(name, value);
        break;
      case HOST:
        if (host !== undefined) return undefined;
        host = value;
        break;
      case CONTENT_LENGTH:
        bodyBytes = Number(value);
        break;
      case TRANSFER_ENCODING:
        bodyBytes = -1;
        break;
      case UPGRADE:
        upgrade = value;
        break;
      case DEADLINE:
        deadlineMs = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined;
        break;
      case REQUEST_ID:
        requestId ??= value;
        break;
      case TRACEPARENT:
        traceparent ??= value;
        break;
      case VIA:
        via = via === "" ? value : `${via}, ${value}`;
        break;
      case HOP:
      case OWN:
      case CONNECTION:
      case TRAILER:
        break;
    }
  }
  const client: ClientHeaders = {
    base,
    host: arrival.authority ?? host ?? "",
    bodyBytes,
    requestId: idOf(requestId),
    deadlineMs,
    upgrade,
  };
  addOwn(client, arrival, { traceparent, via });
  return client;
}

/** A client's id when it is harmless to log and pass on, else a new one. */
function idOf(given: string | undefined): string {
  return given !== undefined && REQUEST_ID_FORM.test(given) ? given : randomUUID();
}

function connectionNames(raw: readonly string[]): string[] | undefined {
  let names: string[] | undefined;
  for (let i = 0; i < raw.length; i += 2) {
    if (knownHeader(raw[i] as string).class !== CONNECTION) continue;
    const value = raw[i + 1] as string;
    if (value === "keep-alive" || value === "close") continue;
    names = [...(names ?? []), ...listedNames(value)];
  }
  return names && names.length > 0 ? names : undefined;
}

function addOwn(client: ClientHeaders, arrival: Arrival, seen: { traceparent: string | undefined; via: string }): void {
  const { remoteAddress, protocol } = arrival;
  const via = `${arrival.httpVersion} ${PSEUDONYM}`;
  client.base.push(
    "X-Forwarded-For",
    remoteAddress,
    "X-Forwarded-Host",
    client.host,
    "X-Forwarded-Proto",
    protocol,
    "Forwarded",
    `for=${forwardedNode(remoteAddress)};host=${quoted(client.host)};proto=${protocol}`,
    "X-Request-Id",
    client.requestId,
    "traceparent",
    seen.traceparent !== undefined && TRACEPARENT_FORM.test(seen.traceparent) ? seen.traceparent : newTraceparent(),
    "Via",
    seen.via === "" ? via : `${seen.via}, ${via}`,
  );
}

/** RFC 7239 §6: an IPv6 address is bracketed and quoted. */
function forwardedNode(address: string): string {
  return address.includes(":") ? `"[${address}]"` : address;
}

function quoted(host: string): string {
  return /^[A-Za-z0-9.-]+$/.test(host) ? host : `"${host.replace(/["\\]/g, "")}"`;
}

/** W3C Trace Context, version 00, not sampled: nothing here records spans. */
function newTraceparent(): string {
  const bytes = randomBytes(24);
  return `00-${bytes.toString("hex", 0, 16)}-${bytes.toString("hex", 16)}-00`;
}
