import { knownHeader } from "./header-names.ts";

/* gRPC over HTTP/2: what a gateway has to know of it. https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */

export const GRPC_TYPE = /^application\/grpc(?:[+;]|$)/i;

const UNIT_MS: Record<string, number> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 0.001, n: 0.000001 };

/** `grpc-timeout` in whole milliseconds, at least 1; undefined when it is none. */
export function readGrpcTimeout(value: string | undefined): number | undefined {
  const [, digits, unit] = /^(\d{1,8})([HMSmun])$/.exec(value ?? "") ?? [];
  if (digits === undefined || unit === undefined) return undefined;
  return Math.max(1, Math.floor(Number(digits) * (UNIT_MS[unit] ?? 1)));
}

/** The same as a header; what does not fit into 8 digits of milliseconds is given in seconds. */
export function writeGrpcTimeout(ms: number): string {
  return ms < 100_000_000 ? `${Math.max(1, Math.floor(ms))}m` : `${Math.floor(ms / 1000)}S`;
}

/** The status that triggers, health and circuit judge a call by which failed before it said anything (decision 0018). */
const HTTP_STATUS: Record<string, number> = { 8: 429, 13: 500, 14: 503 };

/** `headers`: name, value… of a response of 200. */
export function httpStatusOf(headers: readonly string[]): number {
  return HTTP_STATUS[grpcStatusIn(headers) ?? ""] ?? 200;
}

/** The status of a call that ended with its headers (Trailers-Only); undefined where there is none yet. */
function grpcStatusIn(headers: readonly string[]): string | undefined {
  for (let i = 0; i < headers.length; i += 2)
    if (knownHeader(headers[i] as string).lower === "grpc-status") return headers[i + 1];
  return undefined;
}

const GRPC_STATUS: Record<number, number> = {
  400: 3,
  404: 12,
  405: 12,
  408: 1,
  413: 8,
  429: 8,
  431: 8,
  502: 14,
  503: 14,
  504: 4,
  508: 9,
};

/** An answer of the gateway's own to a gRPC client, in headers alone: name, value… */
export function grpcProblem(status: number, detail: string): string[] {
  const message = detail.replace(/[^\x20-\x24\x26-\x7e]/g, (char) => encodeURIComponent(char));
  return [
    "Content-Type",
    "application/grpc",
    "grpc-status",
    String(GRPC_STATUS[status] ?? 13),
    "grpc-message",
    message,
  ];
}
