import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ReadRequest } from "./read-request.ts";
import type { ProblemAnswer } from "./respond.ts";
import type { RouteSlot } from "./route-slot.ts";
import type { Found } from "./router.ts";

/** An answer after which the connection may be closed. */
export interface Refusal extends ProblemAnswer {
  close?: boolean;
}

const MAX_HEADERS = 256;
/** Gateways may stand behind gateways, but not so many: it goes round in a circle. */
const MAX_HOPS = 5;

/** What is well-formed and not served all the same. */
export function beyondLimits({ method, client }: ReadRequest): ProblemAnswer | undefined {
  if (client.base.length > 2 * MAX_HEADERS)
    return { status: 431, detail: `A request may have ${MAX_HEADERS} headers.` };
  // Its answer would show the client what the gateway sends with the request: credentials of the target's.
  if (method === "TRACE") return { status: 405, detail: "TRACE is not passed on.", headers: ["Allow", ""] };
  if (client.hops >= MAX_HOPS)
    return {
      status: 508,
      detail: `The request has passed ${client.hops} gateways: a target leads back here.`,
    };
  return undefined;
}

/** No route takes it. `notReady`: no documents yet, so what is not routed may exist all the same. */
export function notFound(
  found: Exclude<Found<RouteSlot>, { kind: "found" }>,
  method: string,
  notReady: boolean,
): ProblemAnswer {
  if (found.kind === "method") {
    const headers = ["Allow", found.allowed.join(", ")];
    return { status: 405, detail: `This API does not take ${method} here.`, headers };
  }
  if (!notReady) return { status: 404, detail: "No published API answers at this address." };
  return { status: 503, detail: "This gateway has no routes yet.", headers: ["Retry-After", "1"] };
}

/** What the parser does not accept gets an answer where one can still be sent, and loses its connection. */
export function refuseBytes(error: NodeJS.ErrnoException, socket: Socket): void {
  const answering = answerUnderWay(socket);
  if (!socket.writable || error.code === "ECONNRESET" || answering?.writableEnded === false) {
    socket.destroy();
    return;
  }
  if (answering) {
    socket.end();
    return;
  }
  const status =
    error.code === "HPE_HEADER_OVERFLOW"
      ? "431 Request Header Fields Too Large"
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? "408 Request Timeout"
        : "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Node keeps a connection's present answer here; one that has begun must not have another written into it. */
function answerUnderWay(socket: Socket): ServerResponse | undefined {
  const { _httpMessage: present } = socket as { _httpMessage?: ServerResponse | null };
  return present?.headersSent === true ? present : undefined;
}
