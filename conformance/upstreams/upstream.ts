import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What an upstream does with a request whose headers are there. Raw bytes go to `request.socket`. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

export interface Seen {
  method: string;
  path: string;
  rawHeaders: string[];
  body: string;
  atMs: number;
}

/** A real local server whose behaviour can change while it runs, and which remembers what reached it. */
export class Upstream {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  behaviour: Behaviour;
  /** Requests for `/healthz`; those are no hits. */
  health: Behaviour = (_request, response) => void response.writeHead(200, { "content-length": 0 }).end();
  readonly requests: Seen[] = [];
  /** Requests whose connection was lost before their answer was through. */
  aborted = 0;
  port = 0;

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour;
    this.#server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      if (request.url === "/healthz") return this.health(request, response);
      this.#remember(request);
      response.on("close", () => {
        if (!response.writableFinished) this.aborted++;
      });
      this.behaviour(request, response);
    });
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket.on("error", () => undefined));
      socket.on("close", () => this.#sockets.delete(socket));
    });
    this.#server.on("upgrade", (request: IncomingMessage, socket: Socket) => this.#upgrade(request, socket));
  }

  #remember(request: IncomingMessage): void {
    const { method = "", url: path = "", rawHeaders } = request;
    const seen: Seen = { method, path, rawHeaders, body: "", atMs: performance.now() };
    this.requests.push(seen);
    request.on("data", (chunk: Buffer) => (seen.body += chunk.toString("latin1")));
  }

  /** Any protocol is agreed to; what comes is sent back. */
  #upgrade(request: IncomingMessage, socket: Socket): void {
    this.#remember(request);
    const protocol = request.headers.upgrade ?? "";
    const key = String(request.headers["sec-websocket-key"]);
    const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.on("data", (chunk: Buffer) => socket.write(chunk));
    socket.on("end", () => socket.end());
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get hits(): number {
    return this.requests.length;
  }

  /** Every value of a header of the request at `index`, in order. */
  header(index: number, name: string): string[] {
    const raw = this.requests.at(index)?.rawHeaders ?? [];
    return raw.filter((_value, i) => i % 2 === 1 && raw[i - 1]?.toLowerCase() === name.toLowerCase());
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(this.port, "127.0.0.1", resolve));
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** From now on the port refuses. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
