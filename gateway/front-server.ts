import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { Exchange } from "./exchange.ts";
import type { ExchangeServices } from "./exchange-services.ts";
import { readClientHeaders, type ClientHeaders } from "./request-headers.ts";
import { readRequestPath } from "./request-path.ts";
import { sendProblem, type ProblemAnswer } from "./respond.ts";
import type { RouteSlot } from "./route-slot.ts";
import type { Found, Router } from "./router.ts";

interface FrontParts {
  router: Router<RouteSlot>;
  services: ExchangeServices;
  /** No documents yet: what is not routed may exist all the same. */
  notReady(): boolean;
  /** A request was refused before it reached a route. */
  unrouted(status: number): void;
  /** Something in our own code failed; the request is answered with 500. */
  crashed(error: unknown): void;
}

const LIMITS = {
  /** Headers within 15 s, the whole request within 5 min: slow clients hold no connection for ever. */
  headersTimeout: 15_000,
  requestTimeout: 300_000,
  keepAliveTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 32 * 1024,
  requireHostHeader: true,
  insecureHTTPParser: false,
  joinDuplicateHeaders: false,
  noDelay: true,
};

/** The clients' side: Node's own guarded HTTP parser in front, one `Exchange` per routed request. */
export class FrontServer {
  readonly server: Server;
  readonly #parts: FrontParts;

  constructor(parts: FrontParts) {
    this.#parts = parts;
    this.server = createServer(LIMITS, (request, response) => this.#take(request, response));
    // Node would drop the headers above a count in silence; their size is limited anyway.
    this.server.maxHeadersCount = 0;
    // No listener for upgrades: Node then hands them over as what they also are, ordinary requests.
    this.server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) =>
      refuseBytes(error, socket),
    );
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    try {
      this.#route(request, response);
    } catch (error) {
      this.#parts.crashed(error);
      const mark = { requestId: "", close: true };
      sendProblem(response, { status: 500, detail: "The gateway failed to handle the request." }, mark);
      if (!response.writableEnded) response.destroy();
    }
  }

  #route(request: IncomingMessage, response: ServerResponse): void {
    const read = readRequest(request);
    if (!read) {
      const detail = "The request's target or Host header cannot be used.";
      this.#refuse(response, "", { status: 400, detail });
      return;
    }
    const { client, path, query } = read;
    const found = this.#parts.router.find(hostName(client.host), path, request.method ?? "");
    if (found.kind !== "found" || client.upgrade?.toLowerCase() === "websocket") {
      this.#refuse(response, client.requestId, this.#refusal(found, client, request.method));
      return;
    }
    const { entry } = found;
    const route = entry.route.live();
    if (!route) {
      const detail = "This gateway cannot serve this API as it was published.";
      this.#refuse(response, client.requestId, { status: 503, detail });
      return;
    }
    const rest = entry.stripPrefix && entry.prefix !== "/" ? path.slice(entry.prefix.length) : path;
    const input = { request, response, route, client, rest, path, query };
    new Exchange(this.#parts.services, input).start();
  }

  #refusal(found: Found<RouteSlot>, client: ClientHeaders, method: string | undefined): ProblemAnswer {
    switch (found.kind) {
      case "found":
        return { status: 501, detail: `This gateway does not pass ${client.upgrade} on yet.` };
      case "method": {
        const headers = ["Allow", found.allowed.join(", ")];
        return { status: 405, detail: `This API does not take ${method} here.`, headers };
      }
      case "none":
        if (!this.#parts.notReady())
          return { status: 404, detail: "No published API answers at this address." };
        return { status: 503, detail: "This gateway has no routes yet.", headers: ["Retry-After", "1"] };
    }
  }

  #refuse(response: ServerResponse, requestId: string, answer: ProblemAnswer): void {
    this.#parts.unrouted(answer.status);
    sendProblem(response, answer, { requestId, close: this.#parts.services.draining });
  }

  async listen(port: number, host: string): Promise<number> {
    return listen(this.server, port, host);
  }

  /** Takes no new connection; those that are open stay. `http.Server.close` would also close the idle ones, mid-request. */
  stopListening(): void {
    NetServer.prototype.close.call(this.server);
  }
}

/** Resolves to the port in use. Rejects when it cannot be had. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

/** What the parser does not accept gets an answer where one can still be sent, and loses its connection. */
function refuseBytes(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
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

/** What routing and forwarding need of a request; undefined when it is ambiguous. */
function readRequest(
  request: IncomingMessage,
): { client: ClientHeaders; path: string; query: string } | undefined {
  const target = readRequestPath(request.url ?? "");
  if (!target) return undefined;
  const client = readClientHeaders({
    rawHeaders: request.rawHeaders,
    remoteAddress: plainAddress(request.socket.remoteAddress),
    protocol: "http",
    httpVersion: request.httpVersion,
    authority: target.authority,
  });
  return client && { client, path: target.path, query: target.query };
}

/** Lower case, without port; an IPv6 literal keeps its brackets. */
function hostName(host: string): string {
  const colon = host.lastIndexOf(":");
  const bare = colon > host.lastIndexOf("]") ? host.slice(0, colon) : host;
  const lower = bare.toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}

/** IPv4 clients of a dual-stack socket come as `::ffff:…`. */
function plainAddress(address: string | undefined): string {
  if (address === undefined) return "unknown";
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}
