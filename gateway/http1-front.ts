import type { Socket } from "node:net";
import type { Http1Answer } from "./http1-answer.ts";
import { Http1Connection, type ConnectionFront } from "./http1-connection.ts";
import type { Http1Request } from "./http1-request.ts";

interface Http1FrontParts {
  take(request: Http1Request, answer: Http1Answer): void;
  /** Gets the connection for itself, and what was read of the WebSocket. */
  takeUpgrade(request: Http1Request, socket: Socket, head: Buffer): void;
}

const TICK_MS = 1_000;

/** The clients' side of HTTP/1.1, for connections that others have accepted. See docs/decisions/0031. */
export class Http1Front implements ConnectionFront {
  readonly #parts: Http1FrontParts;
  readonly #connections = new Set<Http1Connection>();
  #timer: NodeJS.Timeout | undefined;
  tick = 0;

  constructor(parts: Http1FrontParts) {
    this.#parts = parts;
  }

  /** Takes a connection; `first`: what was read of it already. */
  connect(socket: Socket, first?: Buffer): void {
    this.#timer ??= setInterval(() => this.#check(), TICK_MS).unref();
    const connection = new Http1Connection(socket, this);
    this.#connections.add(connection);
    connection.start(first);
  }

  /** Other protocols are not changed to: their requests are what they also are, ordinary ones. */
  upgrades(request: Http1Request): boolean {
    return request.method === "CONNECT" || request.header("upgrade")?.toLowerCase() === "websocket";
  }

  take(request: Http1Request, answer: Http1Answer): void {
    this.#parts.take(request, answer);
  }

  takeUpgrade(request: Http1Request, socket: Socket, head: Buffer): void {
    // There is no tunnel to anywhere.
    if (request.method === "CONNECT") socket.destroy();
    else this.#parts.takeUpgrade(request, socket, head);
  }

  gone(connection: Http1Connection): void {
    this.#connections.delete(connection);
  }

  #check(): void {
    this.tick++;
    for (const connection of this.#connections) connection.check();
    if (this.#connections.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Closes connections that wait for nothing. */
  closeIdle(): void {
    for (const connection of this.#connections) if (connection.isIdle) connection.socket.destroy();
  }

  closeAll(): void {
    for (const connection of this.#connections) connection.socket.destroy();
  }
}
