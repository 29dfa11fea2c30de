import { GRPC_TYPE, readGrpcTimeout } from "./grpc.ts";
import type { Http1Request } from "./http1-request.ts";
import { readClientHeaders, type ClientHeaders } from "./request-headers.ts";
import { readRequestPath } from "./request-path.ts";
import type { TrustedProxies } from "./trusted-proxies.ts";

/** What routing and forwarding need of a request. */
export interface ReadRequest {
  /** GET for a WebSocket, also where HTTP/2 asks for it by CONNECT. */
  method: string;
  client: ClientHeaders;
  path: string;
  /** With its question mark; "" when there is none. */
  query: string;
}

/** Undefined when the request is ambiguous. `proxies` undefined: nobody's forwarding headers are believed. */
export function readHttp1(
  { method, url, httpVersion, rawHeaders, peer }: Http1Request,
  proxies: TrustedProxies | undefined,
): ReadRequest | undefined {
  // The parser lets HTTP/0.9 pass.
  if (httpVersion !== "1.1" && httpVersion !== "1.0") return undefined;
  const target = readRequestPath(url);
  if (!target) return undefined;
  const client = readClientHeaders({
    rawHeaders,
    remoteAddress: peer.address,
    protocol: peer.isSecure ? "https" : "http",
    httpVersion,
    authority: target.authority,
    undeclaredBytes: 0,
    forwarding: proxies?.read(rawHeaders, peer.address),
  });
  return client && { method, client, path: target.path, query: target.query };
}

interface StreamHead {
  /** As Node gives them: pseudo-headers first. */
  rawHeaders: readonly string[];
  remoteAddress: string | undefined;
  encrypted: boolean;
  /** The request ends with its headers. */
  isWhole: boolean;
}

/**
 * The head of an HTTP/2 request. Undefined when it is ambiguous (RFC 9113 §8.3.1): no path of its own, a scheme that is not
 * HTTP's, or a Host that contradicts `:authority`.
 */
export function readHttp2(
  { rawHeaders, remoteAddress, encrypted, isWhole }: StreamHead,
  proxies: TrustedProxies | undefined,
): ReadRequest | undefined {
  const { pseudo, fields } = splitPseudo(rawHeaders);
  const authority = authorityOf(pseudo, fields);
  const { path, scheme, method, protocol } = pseudo;
  const target = path.startsWith("/") ? readRequestPath(path) : undefined;
  if (!target || !authority || !/^https?$/.test(scheme)) return undefined;
  const peer = addressOf(remoteAddress);
  const grpc = takeGrpc(fields);
  const client = readClientHeaders({
    rawHeaders: fields,
    remoteAddress: peer,
    protocol: encrypted ? "https" : "http",
    httpVersion: "2",
    authority,
    undeclaredBytes: isWhole || protocol !== undefined ? 0 : -1,
    forwarding: proxies?.read(fields, peer),
  });
  if (!client) return undefined;
  if (grpc) {
    client.grpc = grpc;
    client.deadlineMs = grpc.timeoutMs ?? client.deadlineMs;
  }
  return { method, client, path: target.path, query: target.query };
}

/** What says that this is a gRPC call. Its timeout is taken out: every target is told what is left of it by then. */
function takeGrpc(fields: string[]): (ClientHeaders["grpc"] & { timeoutMs: number | undefined }) | undefined {
  const at = (name: string) => fields.findIndex((field, index) => index % 2 === 0 && field === name);
  if (!GRPC_TYPE.test(fields[at("content-type") + 1] ?? "")) return undefined;
  const timeoutAt = at("grpc-timeout");
  const [, text] = timeoutAt < 0 ? [] : fields.splice(timeoutAt, 2);
  const timeoutMs = readGrpcTimeout(text);
  return { timeoutMs, deadlineAtMs: timeoutMs === undefined ? undefined : performance.now() + timeoutMs };
}

interface Pseudo {
  method: string;
  scheme: string;
  path: string;
  authority?: string;
  /** RFC 8441: what CONNECT asks for. */
  protocol?: string;
}

/** Pseudo-headers, and the fields with the crumbs of Cookie put together (RFC 9113 §8.2.3). */
function splitPseudo(raw: readonly string[]): { pseudo: Pseudo; fields: string[] } {
  const pseudo: Pseudo = { method: "", scheme: "", path: "" };
  const fields: string[] = [];
  let cookieAt = -1;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i] as string;
    const value = raw[i + 1] as string;
    if (name.startsWith(":")) pseudo[name.slice(1) as keyof Pseudo] = value;
    else if (name === "cookie" && cookieAt >= 0) fields[cookieAt] += `; ${value}`;
    else {
      if (name === "cookie") cookieAt = fields.length + 1;
      fields.push(name, value);
    }
  }
  if (pseudo.protocol === "websocket") pseudo.method = "GET";
  // There is no tunnel to anywhere else; without a path it is refused.
  else if (pseudo.method === "CONNECT") pseudo.path = "";
  return { pseudo, fields };
}

/** Undefined when there is none, or two that differ. */
function authorityOf(pseudo: Pseudo, fields: readonly string[]): string | undefined {
  const at = fields.findIndex((name, index) => index % 2 === 0 && name === "host");
  const host = at < 0 ? undefined : fields[at + 1];
  const authority = pseudo.authority ?? host;
  return host === undefined || authority?.toLowerCase() === host.toLowerCase() ? authority : undefined;
}

/** IPv4 clients of a dual-stack socket come as `::ffff:…`. */
export function addressOf(address: string | undefined): string {
  if (address === undefined) return "unknown";
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}
