import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What an upstream under test does with a request. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** A real local HTTP server whose behaviour can be changed while it runs, and which remembers what it got. */
export class TestUpstream {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  behaviour: Behaviour;
  readonly requests: { method: string; url: string; rawHeaders: string[]; body: string }[] = [];
  /** Requests whose connection was lost before the answer. */
  aborted = 0;
  port = 0;

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour;
    this.#server = createServer({ keepAliveTimeout: 5_000 }, (request, response) =>
      this.#take(request, response),
    );
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const seen = {
      method: request.method ?? "",
      url: request.url ?? "",
      rawHeaders: request.rawHeaders,
      body: "",
    };
    this.requests.push(seen);
    request.on("data", (chunk: Buffer) => (seen.body += chunk.toString("latin1")));
    response.on("close", () => {
      if (!response.writableFinished) this.aborted++;
    });
    this.behaviour(request, response);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get hits(): number {
    return this.requests.length;
  }

  header(index: number, name: string): string | undefined {
    const raw = this.requests[index]?.rawHeaders ?? [];
    const at = raw.findIndex((part, i) => i % 2 === 0 && part.toLowerCase() === name);
    return at < 0 ? undefined : raw[at + 1];
  }

  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

export async function startUpstream(behaviour: Behaviour): Promise<TestUpstream> {
  return new TestUpstream(behaviour).start();
}

/** A port where nothing listens. */
export async function closedPort(): Promise<number> {
  const upstream = await startUpstream(() => undefined);
  await upstream.stop();
  return upstream.port;
}

export const answers =
  (status: number, body: string, headers: Record<string, string> = {}): Behaviour =>
  (request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers });
      response.end(body);
    });
  };

export const hangs: Behaviour = (request) => void request.resume();

export const resets: Behaviour = (request) => {
  request.resume();
  request.on("end", () => request.socket.resetAndDestroy());
};
