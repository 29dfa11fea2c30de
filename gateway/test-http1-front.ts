import { connect, createServer, type Server, type Socket } from "node:net";
import type { Http1Answer } from "./http1-answer.ts";
import { Http1Front } from "./http1-front.ts";
import { listen } from "./listening.ts";

export interface FrontClient {
  socket: Socket;
  /** All that came, with a character for each byte. */
  text: string;
  isClosed: boolean;
}

/** The HTTP/1.1 front by itself. Requests are answered when a test says so. */
export class TestFront {
  readonly front: Http1Front;
  readonly #server: Server;
  readonly #clients: FrontClient[] = [];
  /** The answers to give, in the order in which the requests' turns came. */
  readonly taken: Http1Answer[] = [];
  #port = 0;

  constructor() {
    this.front = new Http1Front({
      take: (_request, answer) => void this.taken.push(answer),
      takeUpgrade: (_request, socket, head) => socket.end(`taken over with ${head.toString("latin1")}`),
    });
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.front.connect(socket));
  }

  async start(): Promise<this> {
    this.#port = await listen(this.#server, 0, "127.0.0.1");
    return this;
  }

  async stop(): Promise<void> {
    for (const { socket } of this.#clients) socket.destroy();
    this.front.closeAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get paths(): string[] {
    return this.taken.map(({ req }) => req.url);
  }

  /** Connects and sends bytes. */
  async client(bytes: string): Promise<FrontClient> {
    const socket = connect(this.#port, "127.0.0.1");
    const one: FrontClient = { socket, text: "", isClosed: false };
    this.#clients.push(one);
    socket.on("data", (chunk) => (one.text += chunk.toString("latin1"))).on("error", () => undefined);
    socket.on("close", () => (one.isClosed = true));
    await new Promise<void>((resolve) => socket.write(bytes, "latin1", () => resolve()));
    return one;
  }
}

export const get = (path: string, headers = "") => `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;

export function reply(answer: Http1Answer | undefined, text = answer?.req.url ?? ""): void {
  answer?.writeHead(200, ["Content-Length", String(text.length)]);
  answer?.end(text, "latin1");
}

export const bodies = ({ text }: FrontClient) =>
  [...text.matchAll(/\r\n\r\n(\/[a-z]+)/g)].map(([, body]) => body);
