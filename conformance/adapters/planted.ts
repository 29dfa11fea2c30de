import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { FallbackPolicy, HttpTarget } from "#lib/fallback/schema";
import { SECRETS, type Adapter, type Controls, type Gateway } from "../adapter.ts";

/** `timid` asks the first target and no other; `reckless` asks one after another until somebody answers below 400. */
type Fault = "timid" | "reckless";

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  body: Buffer;
  /** Shared by all attempts: what one target is sent, the next gets too. */
  headers: Record<string, string | string[] | undefined>;
}

/**
 * Proxies that are wrong on purpose: no time limits, no state, no signatures, everything replayed (or nothing), streams that are
 * ended in good order whatever became of them. Whatever case one of them fails is a case that can fail.
 */
export const planted = (fault: Fault): Adapter => ({
  name: fault,
  missing: () => undefined,
  start: async () => {
    const gateway = new PlantedProxy(fault);
    await gateway.listen();
    return gateway;
  },
});

class PlantedProxy implements Gateway {
  readonly product: string;
  readonly #fault: Fault;
  #policies: Record<string, FallbackPolicy> = {};
  #server: Server;
  #port = 0;
  readonly lacks = {};
  readonly controls: Controls;

  constructor(fault: Fault) {
    this.product = `a ${fault} proxy`;
    this.#fault = fault;
    this.#server = this.#newServer();
    this.controls = {
      publishWhileServing: (name, policy) => this.publish(name, policy),
      restart: async () => {
        // Everything it knew was in memory.
        this.#policies = {};
        await this.#restart();
      },
      loseStore: async () => undefined,
      returnStore: async () => undefined,
      forge: async (name, policy) => void (this.#policies[name] = policy),
      publishTogether: async (policies, killAfterMs) => {
        const all = Object.entries(policies);
        const done = killAfterMs === undefined ? all : all.slice(0, all.length / 2);
        for (const [name, policy] of done) this.#policies[name] = policy;
        return { isDone: killAfterMs === undefined, tookMs: 0 };
      },
    };
  }

  #newServer(): Server {
    return createServer((request, response) => {
      const [, name = "", ...rest] = (request.url ?? "").split("/");
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { "transfer-encoding": _coding, ...headers } = request.headers;
        const body = Buffer.concat(chunks);
        const path = `/${rest.join("/")}`;
        this.#walk({ request, response, path, body, headers }, this.#chainOf(name));
      });
    });
  }

  #chainOf(name: string): HttpTarget[] {
    const chain = (this.#policies[name]?.chain ?? []) as HttpTarget[];
    return this.#fault === "timid" ? chain.slice(0, 1) : chain;
  }

  #walk(exchange: Exchange, [target, ...rest]: HttpTarget[]): void {
    const { request, response, headers, body, path } = exchange;
    if (!target) return void response.writeHead(502).end("nobody answered");
    if (target.auth)
      headers[target.auth.name] = SECRETS[target.auth.secretRef.slice(4) as keyof typeof SECRETS];
    const url = `${target.endpoints[0]?.url}${target.rewrite?.addPrefix ?? ""}${path}`;
    const length = body.length > 0 ? { "content-length": body.length } : {};
    const attempt = httpRequest(url, {
      method: request.method,
      headers: { ...headers, ...length },
      agent: false,
    });
    attempt.on("error", () => this.#walk(exchange, rest));
    attempt.on("upgrade", (_answer, socket) => {
      socket.destroy();
      this.#walk(exchange, rest);
    });
    attempt.on("response", (answer) => {
      const isFailure = (answer.statusCode ?? 0) >= 400;
      if (this.#fault === "reckless" && isFailure && rest.length > 0) return this.#walk(exchange, rest);
      const { "content-length": _length, ...passed } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, { ...passed, connection: "close" });
      answer.on("data", (chunk: Buffer) => response.write(chunk));
      answer.on("error", () => response.end("data: [DONE]\n\n")).on("end", () => response.end());
    });
    attempt.end(body);
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async #restart(): Promise<void> {
    await this.stop();
    this.#server = this.#newServer();
    await this.listen();
  }

  /** As with a reload that cuts connections. */
  async publish(name: string, policy: FallbackPolicy): Promise<void> {
    this.#policies[name] = policy;
    await this.#restart();
  }

  baseOf(name: string): string {
    return `http://127.0.0.1:${this.#port}/${name}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }
}
