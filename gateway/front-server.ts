import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { Exchange } from "./exchange.ts";
import type { ExchangeServices } from "./exchange-services.ts";
import type { LiveRoute } from "./live-route.ts";
import { readClientHeaders } from "./request-headers.ts";
import { readRequestPath } from "./request-path.ts";
import { sendProblem, type ProblemAnswer } from "./respond.ts";
import type { Router } from "./router.ts";

interface FrontParts {
  router: Router<LiveRoute>;
  services: ExchangeServices;
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
const MAX_HEADERS = 200;

/** The clients' side: Node's own guarded HTTP parser in front, one `Exchange` per routed request. */
export class FrontServer {
  readonly server: Server;
  readonly #parts: FrontParts;

  constructor(parts: FrontParts) {
    this.#parts = parts;
    this.server = createServer(LIMITS, (request, response) => this.#take(request, response));
    this.server.maxHeadersCount = MAX_HEADERS;
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
    const target = readRequestPath(request.url ?? "");
    const client =
      target &&
      readClientHeaders({
        rawHeaders: request.rawHeaders,
        remoteAddress: plainAddress(request.socket.remoteAddress),
        protocol: "http",
        httpVersion: request.httpVersion,
        authority: target.authority,
      });
    if (!target || !client) {
      this.#refuse(response, "", {
        status: 400,
        detail: "The request's target or Host header cannot be used.",
      });
      return;
    }
    if (client.upgrade?.toLowerCase() === "websocket") {
      this.#refuse(response, client.requestId, {
        status: 501,
        detail: "This gateway does not pass WebSockets on yet.",
      });
      return;
    }
    const { path, query } = target;
    const found = this.#parts.router.find(hostName(client.host), path, request.method ?? "");
    if (found.kind === "none") {
      this.#refuse(response, client.requestId, {
        status: 404,
        detail: "No published API answers at this address.",
      });
      return;
    }
    if (found.kind === "method") {
      const headers = ["Allow", found.allowed.join(", ")];
      const detail = `This API does not take ${request.method} here.`;
      this.#refuse(response, client.requestId, { status: 405, detail, headers });
      return;
    }
    const { entry } = found;
    const rest = entry.stripPrefix && entry.prefix !== "/" ? path.slice(entry.prefix.length) : path;
    new Exchange(this.#parts.services, {
      request,
      response,
      route: entry.route,
      client,
      rest,
      path,
      query,
    }).start();
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
