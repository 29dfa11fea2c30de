import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { TlsConfig } from "#lib/config";
import { Exchange } from "./exchange.ts";
import type { ExchangeRequest, ExchangeServices } from "./exchange-services.ts";
import type { ClientAnswer, ClientRequest } from "./front-message.ts";
import type { Gatekeeper } from "./gatekeeper.ts";
import { Http1Front } from "./http1-front.ts";
import type { Http1Request } from "./http1-request.ts";
import { Http2Front } from "./http2-front.ts";
import { sharePort } from "./http2-preface.ts";
import { listen, lull, stopListening } from "./listening.ts";
import { preflightMethod, sendPreflight } from "./preflight.ts";
import { readHttp1, type ReadRequest } from "./read-request.ts";
import { beyondLimits, notFound, type Refusal } from "./refusals.ts";
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
  gatekeeper(enter: (input: ExchangeRequest) => void): Gatekeeper;
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

/** A connection that says nothing at all is closed after so long. */
const FIRST_BYTE_MS = 15_000;
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
 * The clients' side: Node's guarded parsers in front, one `Exchange` per routed request. HTTP/1.1 and HTTP/2 on the
 * plain port, and both over TLS where there is a port for it.
 */
export class FrontServer {
  readonly #server: Server;
  readonly #parts: FrontParts;
  readonly #gatekeeper: Gatekeeper;
  readonly #http1: Http1Front;
  readonly #http2: Http2Front;
  readonly #closeSilent: () => void;
  readonly #tls: TlsListener | undefined;
  tlsPort: number | undefined;

  /** Throws AppError("invalid") when the certificate cannot be used. */
  constructor(parts: FrontParts) {
    this.#parts = parts;
    this.#gatekeeper = parts.gatekeeper((input) => this.#enter(input));
    this.#server = createServer({ allowHalfOpen: true, noDelay: true });
    this.#http1 = new Http1Front({
      take: (request, answer) => this.#take(request, answer, { read: readHttp1(request, parts.proxies) }),
      takeUpgrade: (request, socket, head) => this.#takeUpgrade(request, socket, head),
    });
    this.#http2 = new Http2Front({
      proxies: parts.proxies,
      take: (request, answer, as) => this.#take(request, answer, as),
    });
    const toHttp1 = (socket: Socket, first?: Buffer) => this.#http1.connect(socket, first);
    const toHttp2 = (socket: Socket) => this.#http2.connect(socket);
    this.#closeSilent = sharePort(this.#server, { waitMs: FIRST_BYTE_MS, toHttp1, toHttp2 });
    const { tls: files, registry, log } = parts;
    const connected = (socket: TLSSocket) =>
      socket.alpnProtocol === "h2" ? toHttp2(socket) : toHttp1(socket);
    this.#tls = files && new TlsListener({ files, registry, log, connected });
  }

  #takeUpgrade(request: Http1Request, socket: Socket, head: Buffer): void {
    const upgrade = new Http1Upgrade(request, socket, head);
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
    if (this.#isPreflight(request, response, read)) return;
    const found = this.#parts.router.find(client.hostName.name, path, read.method);
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
    const atMs = this.#parts.services.clock.now();
    const admitted = undefined;
    this.#gatekeeper.take({
      request,
      response,
      route,
      client,
      rest,
      path,
      prefix,
      query,
      upgrade,
      atMs,
      admitted,
    });
  }

  #enter(input: ExchangeRequest): void {
    const { services, forwardUpgrade: forward, tunnels } = this.#parts;
    if (input.upgrade) new WebSocketExchange({ services, forward, tunnels }, input, input.upgrade).start();
    else new Exchange(services, input).start();
  }

  /** A page asks whether it may, of a version that has an answer: it is given. */
  #isPreflight(request: ClientRequest, response: ClientAnswer, { client, path }: ReadRequest): boolean {
    const method = preflightMethod(request);
    if (method === undefined) return false;
    const found = this.#parts.router.find(client.hostName.name, path, method);
    const cors = found.kind === "found" ? found.entry.route.live()?.gate?.cors : undefined;
    if (!cors) return false;
    const mark = { requestId: client.requestId, close: this.#parts.services.draining };
    sendPreflight(cors, { request, response, method }, mark);
    return true;
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
    const idle = setInterval(() => this.#http1.closeIdle(), IDLE_CHECK_MS);
    const silent = setTimeout(this.#closeSilent, SILENT_MS);
    const tunnels = setTimeout(() => this.#parts.tunnels.goAway(), tunnelsMs);
    const late = setTimeout(() => {
      this.#http2.closeAll();
      this.#http1.closeAll();
    }, DRAIN_MAX_MS);
    await Promise.all(closed);
    clearInterval(idle);
    clearTimeout(silent);
    clearTimeout(tunnels);
    clearTimeout(late);
  }
}
