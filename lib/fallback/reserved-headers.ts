import { error } from "./finding.ts";
import type { Finding } from "./schema.ts";

/** Hop-by-hop or computed by the gateway: never set or removed by a policy. */
const RESERVED = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-request-deadline-ms",
]);

/** Whether a policy may not write this header. */
export function isReserved(name: string): boolean {
  // Servers behind a CGI-like interface take `_` for `-`.
  return RESERVED.has(name.toLowerCase().replaceAll("_", "-"));
}

/** A finding for each of these names, below `path`. */
export function reserved(names: string[], path: (string | number)[]): Finding[] {
  return names.filter((name) => isReserved(name)).map((name) => reservedHeader([...path, name], name));
}

export function reservedHeader(path: (string | number)[], name: string): Finding {
  return error(path, {
    code: "reserved-header",
    message: `"${name}" belongs to the connection; the gateway sets it.`,
  });
}
