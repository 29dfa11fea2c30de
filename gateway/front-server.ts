import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { TlsConfig } from "#lib/config";
import { Exchange } from "./exchange.ts";
import type { ExchangeServices } from "./exchange-services.ts";
import type { ClientAnswer, ClientRequest } from "./front-message.ts";
import { Http2Front } from "./http2-front.ts";
import { sharePort, type SharedPort } from "./http2-preface.ts";
import { readHttp1, type ReadRequest } from "./read-request.ts";
import { Pipelines } from "./pipelines.ts";
import { sendProblem, type ProblemAnswer } from "./respond.ts";
import type { RouteSlot } from "./route-slot.ts";
import type { Found, Router } from "./router.ts";
import { TlsListener } from "./tls-listener.ts";
import type { TrustedProxies } from "./trusted-proxies.ts";

interface FrontParts {
  router: Router<RouteSlot>;
  services: ExchangeServices;
  /** Whose forwarding headers are believed; undefined: nobody's. */
  proxies: TrustedProxies | undefined;
  tls: TlsConfig | undefined;
  registry: Registry;
  log: Logger;
  /** No documents yet: what is not routed may exist all the same. */
  notReady(): boolean;
  /** A request was refused before it reached a route. */
  unrouted(status: number): void;
  /** Something in our own code failed; the request is answered with 500. */
  crashed(error: unknown): void;
}

/** An answer after which the connection may be closed. */
interface Refusal extends ProblemAnswer {
  close?: boolean;
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
/** A kept connection that asks for nothing this long while draining is closed. */
const IDLE_CHECK_MS = 1_000;
const DRAIN_MAX_MS = 30_000;

/**
 * The clients' side: Node's own guarded parsers in front, one `Exchange` per routed request. HTTP/1.1 and HTTP/2 on the
 * plain port, and both over TLS where there is a port for it.
 */
export class FrontServer {
  readonly #server: Server;
  readonly #parts: FrontParts;
  readonly #http2: Http2Front;
  readonly #port: SharedPort;
  readonly #pipelines = new Pipelines();
  readonly #tls: TlsListener | undefined;
  tlsPort: number | undefined;

  /** Throws AppError("invalid") when the certificate cannot be used. */
  constructor(parts: FrontParts) {
    this.#parts = parts;
    this.#server = createServer(LIMITS, (request, response) => this.#takeHttp1(request, response));
    // Node would drop the headers above a count in silence; their size is limited anyway.
    this.#server.maxHeadersCount = 0;
    // No listener for upgrades: Node then hands them over as what they also are, ordinary requests.
    this.#server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) =>
      refuseBytes(error, socket),
    );
    this.#http2 = new Http2Front({
      proxies: parts.proxies,
      take: (request, answer, read) => this.#take(request, answer, read),
    });
    const toHttp2 = (socket: Socket) => this.#http2.connect(socket);
    this.#port = sharePort(this.#server, { waitMs: LIMITS.headersTimeout, toHttp2 });
    const { tls: files, registry, log } = parts;
    const connected = (socket: TLSSocket) =>
      socket.alpnProtocol === "h2" ? toHttp2(socket) : this.#port.toHttp1(socket);
    this.#tls = files && new TlsListener({ files, registry, log, connected });
  }

  #takeHttp1(request: IncomingMessage, response: ServerResponse): void {
    const begin = () => this.#take(request, response, readHttp1(request, this.#parts.proxies));
    // Without a socket its turn has not come: an earlier request of the connection is not answered yet.
    if (response.socket) begin();
    else this.#pipelines.wait(request.socket, response, begin);
  }

  #take(request: ClientRequest, response: ClientAnswer, read: ReadRequest | undefined): void {
    try {
      this.#route(request, response, read);
    } catch (error) {
      this.#parts.crashed(error);
      const mark = { requestId: "", close: true };
      sendProblem(response, { status: 500, detail: "The gateway failed to handle the request." }, mark);
      if (!response.writableEnded) response.destroy();
    }
  }

  #route(request: ClientRequest, response: ClientAnswer, read: ReadRequest | undefined): void {
    if (!read) {
      const detail = "The request's target or Host header cannot be used.";
      // Nobody knows where the next request begins.
      this.#refuse(response, "", { status: 400, detail, close: true });
      return;
    }
    const { client, path, query } = read;
    const limit = beyondLimits(read);
    if (limit) {
      this.#refuse(response, client.requestId, limit);
      return;
    }
    const found = this.#parts.router.find(hostName(client.host), path, read.method);
    if (found.kind !== "found" || client.upgrade?.toLowerCase() === "websocket") {
      this.#refuse(response, client.requestId, this.#refusal(found, read));
      return;
    }
    const { entry } = found;
    const route = entry.route.live();
    if (!route) {
      const detail = "This gateway cannot serve this API as it was published.";
      this.#refuse(response, client.requestId, { status: 503, detail });
      return;
    }
    const { prefix } = entry;
    const rest = entry.stripPrefix && prefix !== "/" ? path.slice(prefix.length) : path;
    const input = { request, response, route, client, rest, path, prefix, query };
    new Exchange(this.#parts.services, input).start();
  }

  #refusal(found: Found<RouteSlot>, { client, method }: ReadRequest): ProblemAnswer {
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

  #refuse(response: ClientAnswer, requestId: string, answer: Refusal): void {
    this.#parts.unrouted(answer.status);
    const close = answer.close === true || this.#parts.services.draining;
    sendProblem(response, answer, { requestId, close });
  }

  /** Resolves to the plain port in use. Rejects when a port cannot be had. */
  async listen(port: number, host: string): Promise<number> {
    const taken = await listen(this.#server, port, host);
    if (this.#tls && this.#parts.tls) {
      try {
        this.tlsPort = await listen(this.#tls.server, this.#parts.tls.port, host);
      } catch (error) {
        this.#server.close();
        throw error;
      }
      this.#tls.watch();
    }
    return taken;
  }

  /** Looks at the certificate on disk now. */
  reloadCertificate(): void {
    this.#tls?.reload();
  }

  /**
   * Finishes what is under way. Clients are told with every answer, or by GOAWAY; new connections are still taken for
   * `lingerMs`, because a client may not know yet.
   */
  async drain(lingerMs: number): Promise<void> {
    this.#http2.announceEnd();
    await delay(lingerMs);
    this.#tls?.stop();
    const closed = [this.#server, this.#tls?.server].map(stopListening);
    this.#http2.drain();
    const idle = setInterval(() => {
      this.#port.closeSilent();
      this.#server.closeIdleConnections();
    }, IDLE_CHECK_MS);
    const late = setTimeout(() => {
      this.#http2.closeAll();
      this.#server.closeAllConnections();
    }, DRAIN_MAX_MS);
    await Promise.all(closed);
    clearInterval(idle);
    clearTimeout(late);
  }
}

const MAX_HEADERS = 256;

/** What is well-formed and not served all the same. */
function beyondLimits({ method, client }: ReadRequest): ProblemAnswer | undefined {
  if (client.base.length > 2 * MAX_HEADERS)
    return { status: 431, detail: `A request may have ${MAX_HEADERS} headers.` };
  // Its answer would show the client what the gateway sends with the request: credentials of the target's.
  if (method === "TRACE") return { status: 405, detail: "TRACE is not passed on.", headers: ["Allow", ""] };
  return undefined;
}

/**
 * Takes no new connection; those that are open stay. `http.Server.close` would also close the idle ones, mid-request.
 * Resolves when the last is gone.
 */
function stopListening(server: NetServer | undefined): Promise<void> {
  if (!server?.listening) return Promise.resolve();
  return new Promise((resolve) => NetServer.prototype.close.call(server, () => resolve()));
}

/** Resolves to the port in use. Rejects when it cannot be had. */
export function listen(server: NetServer, port: number, host: string): Promise<number> {
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

/** Lower case, without port; an IPv6 literal keeps its brackets. */
function hostName(host: string): string {
  const colon = host.lastIndexOf(":");
  const bare = colon > host.lastIndexOf("]") ? host.slice(0, colon) : host;
  const lower = bare.toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}

/** Node keeps a connection's present answer here; one that has begun must not have another written into it. */
function answerUnderWay(socket: Socket): ServerResponse | undefined {
  const { _httpMessage: present } = socket as { _httpMessage?: ServerResponse | null };
  return present?.headersSent === true ? present : undefined;
}
