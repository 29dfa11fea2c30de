import type { ClientAnswer } from "./front-message.ts";
import { grpcProblem } from "./grpc.ts";
import { AppError, toProblem, type ErrorCode } from "#lib/errors";

/** What every answer of the gateway carries, whoever made it. */
export interface Stamp {
  requestId: string;
  /** Say goodbye: this connection takes no further request. */
  close: boolean;
}

const VIA_VALUE = "1.1 understudy";

/** Adds it, and tells where the gateway's own headers begin, of names and values that it knows (`ClientAnswer.writeHead`). */
export function stamp(headers: string[], { requestId, close }: Stamp): number {
  if (close) headers.push("Connection", "close");
  const ownFrom = headers.length;
  headers.push("X-Request-Id", requestId, "Via", VIA_VALUE);
  return ownFrom;
}

const CODES: Record<number, ErrorCode> = {
  400: "invalid",
  401: "unauthenticated",
  403: "forbidden",
  429: "rate_limited",
  405: "invalid",
  410: "gone",
  404: "not_found",
  413: "too_large",
  431: "too_large",
  501: "unavailable",
  502: "upstream",
  503: "unavailable",
  504: "timeout",
  508: "upstream",
};

/** For callers of APIs: they do not sign in. */
const TITLES: Record<number, string> = { 401: "No good credential", 403: "Not let in" };

export interface ProblemAnswer {
  status: number;
  detail: string;
  /** Name, value, name, value… */
  headers?: readonly string[];
}

/**
 * An RFC 9457 problem document of the gateway's own, or the same in the words of gRPC. Does nothing when an answer has begun.
 */
export function sendProblem(response: ClientAnswer, answer: ProblemAnswer, mark: Stamp): void {
  if (response.headersSent || response.destroyed) return;
  if (response.req.isGrpc === true) return sendGrpcProblem(response, answer, mark);
  const code = CODES[answer.status] ?? "internal";
  const known = toProblem(new AppError(code, answer.detail), mark.requestId);
  const problem = { ...known, title: TITLES[answer.status] ?? known.title, status: answer.status };
  const body = Buffer.from(JSON.stringify(problem));
  const headers = [
    "Content-Type",
    "application/problem+json",
    "Content-Length",
    String(body.length),
    ...(answer.headers ?? []),
  ];
  stamp(headers, mark);
  response.writeHead(answer.status, headers);
  response.end(body);
}

function sendGrpcProblem(
  response: ClientAnswer,
  { status, detail, headers = [] }: ProblemAnswer,
  mark: Stamp,
): void {
  const all = [...grpcProblem(status, detail), ...headers];
  stamp(all, mark);
  response.writeHead(200, all);
  response.end();
}
