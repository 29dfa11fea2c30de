import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
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
import { listen, lull, stopListening } from "./listening.ts";
import { Pipelines } from "./pipelines.ts";
import { readHttp1, type ReadRequest } from "./read-request.ts";
import { beyondLimits, notFound, refuseBytes, type Refusal } from "./refusals.ts";
import { sendProblem } from "./respond.ts";
import type { RouteSlot } from "./route-slot.ts";
import type { Router } from "./router.ts";
import { TlsListener } from "./tls-listener.ts";
import type { TrustedProxies } from "./trusted-proxies.ts";
import type { Tunnels } from "./tunnels.ts";
import { WebSocketExchange } from "./websocket-exchange.ts";
import type { ForwardUpgrade } from "./websocket-forward.ts";
import { handshakeProblem, Http1Upgrade, type Upgrade } from "./websocket-upgrade.ts";

/** A request as it was read; `read` undefined: it is ambiguous. */
interface Taken {
  read: ReadRequest | undefined;
  upgrade?: Upgrade;
}

interface FrontParts {
  router: Router<RouteSlot>;
  services: ExchangeServices;
  forwardUpgrade: ForwardUpgrade;
  tunnels: Tunnels;
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

/** Other protocols are not changed to: their requests are what they also are, ordinary ones. */
const isWebSocket = ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === "websocket";

const LIMITS = {
  shouldUpgradeCallback: isWebSocket,
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
  /** A request that declares no body has none (RFC 9112 §6.3): no stream is run to its end for it. */
  optimizeEmptyRequests: true,
};
/** A kept connection that asks for nothing this long while draining is closed. */
const IDLE_CHECK_MS = 1_000;
const DRAIN_MAX_MS = 30_000;
/** A new connection that says nothing this long after the port was closed was not opened for a request. */
const SILENT_MS = 3_000;
/** WebSockets would not end by themselves; their clients are told when the rest has had its time. */
const TUNNELS_MS = 10_000;

/** How long a draining gateway waits. */
export interface DrainTimes {
  /** For clients that do not know yet: new connections are still taken. */
  lingerMs: number;
  /** Before WebSockets are told that this end goes away; 10 s unless told. */
  tunnelsMs?: number | undefined;
}

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
    this.#server.on("upgrade", (request, socket, head: Buffer) =>
      this.#takeUpgrade(request, socket as Socket, head),
    );
    this.#server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) =>
      refuseBytes(error, socket),
    );
    this.#http2 = new Http2Front({
      proxies: parts.proxies,
      take: (request, answer, as) => this.#take(request, answer, as),
    });
    const toHttp2 = (socket: Socket) => this.#http2.connect(socket);
    this.#port = sharePort(this.#server, { waitMs: LIMITS.headersTimeout, toHttp2 });
    const { tls: files, registry, log } = parts;
    const connected = (socket: TLSSocket) =>
      socket.alpnProtocol === "h2" ? toHttp2(socket) : this.#port.toHttp1(socket);
    this.#tls = files && new TlsListener({ files, registry, log, connected });
  }

  #takeHttp1(request: IncomingMessage, response: ServerResponse): void {
    const begin = () => this.#take(request, response, { read: readHttp1(request, this.#parts.proxies) });
    // Without a socket its turn has not come: an earlier request of the connection is not answered yet.
    if (response.socket) begin();
    else this.#pipelines.wait(request.socket, response, begin);
  }

  #takeUpgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const upgrade = Http1Upgrade.begin(request, socket, head);
    if (!upgrade) return;
    const read = readHttp1(request, this.#parts.proxies);
    const problem = handshakeProblem(request);
    if (problem) this.#refuse(upgrade.response, read?.client.requestId ?? "", problem);
    else this.#take(request, upgrade.response, { read, upgrade });
  }

  #take(request: ClientRequest, response: ClientAnswer, as: Taken): void {
    try {
      this.#route(request, response, as);
    } catch (error) {
      this.#parts.crashed(error);
      const mark = { requestId: "", close: true };
      sendProblem(response, { status: 500, detail: "The gateway failed to handle the request." }, mark);
      if (!response.writableEnded) response.destroy();
    }
  }

  #route(request: ClientRequest, response: ClientAnswer, { read, upgrade }: Taken): void {
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
    if (found.kind !== "found") {
      this.#refuse(response, client.requestId, notFound(found, read.method, this.#parts.notReady()));
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
    const { services, forwardUpgrade: forward, tunnels } = this.#parts;
    if (upgrade) new WebSocketExchange({ services, forward, tunnels }, input, upgrade).start();
    else new Exchange(services, input).start();
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
   * Finishes what is under way. Clients are told with every answer, by GOAWAY, or by a close frame.
   */
  async drain({ lingerMs, tunnelsMs = TUNNELS_MS }: DrainTimes): Promise<void> {
    this.#http2.announceEnd();
    await delay(lingerMs);
    this.#tls?.stop();
    const servers = this.#tls ? [this.#server, this.#tls.server] : [this.#server];
    await lull(servers);
    const closed = servers.map(stopListening);
    this.#http2.drain();
    const idle = setInterval(() => this.#server.closeIdleConnections(), IDLE_CHECK_MS);
    const silent = setTimeout(() => this.#port.closeSilent(), SILENT_MS);
    const tunnels = setTimeout(() => this.#parts.tunnels.goAway(), tunnelsMs);
    const late = setTimeout(() => {
      this.#http2.closeAll();
      this.#server.closeAllConnections();
    }, DRAIN_MAX_MS);
    await Promise.all(closed);
    clearInterval(idle);
    clearTimeout(silent);
    clearTimeout(tunnels);
    clearTimeout(late);
  }
}

/** Lower case, without port; an IPv6 literal keeps its brackets. */
function hostName(host: string): string {
  const colon = host.lastIndexOf(":");
  const bare = colon > host.lastIndexOf("]") ? host.slice(0, colon) : host;
  const lower = bare.toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}
