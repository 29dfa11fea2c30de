import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
} from "node:http2";
import type { AddressInfo } from "node:net";

/** A server of gRPC by prior knowledge: answers a call with its own message, twice, and a status in the trailers. */
export class GrpcUpstream {
  readonly #server: Http2Server = createServer();
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly calls: { headers: IncomingHttpHeaders; body: string }[] = [];

  constructor() {
    this.#server.on("session", (session) => {
      this.#sessions.add(session.on("error", () => undefined));
      session.on("close", () => this.#sessions.delete(session));
    });
    this.#server.on("stream", (stream, headers) => {
      let body = "";
      stream.on("error", () => undefined).on("data", (chunk: Buffer) => (body += chunk.toString("latin1")));
      stream.on("end", () => {
        this.calls.push({ headers, body });
        stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0", "grpc-message": "fine" }));
        stream.write(body, "latin1");
        stream.end(body, "latin1");
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  async stop(): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
