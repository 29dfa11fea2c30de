import { connect } from "node:net";
import type { TestUpstream } from "./test-upstream.ts";
import { startUpstream, type Behaviour } from "./test-upstream.ts";
import { TestGateway } from "./test-gateway.ts";

/** A gateway and the upstreams of one test, stopped together. */
export class Bench {
  readonly gateway: TestGateway;
  readonly #upstreams: TestUpstream[] = [];

  constructor(gateway = new TestGateway()) {
    this.gateway = gateway;
  }

  async start(): Promise<this> {
    await this.gateway.start();
    return this;
  }

  get url(): string {
    return this.gateway.url;
  }

  async upstream(behaviour: Behaviour): Promise<TestUpstream> {
    const upstream = await startUpstream(behaviour);
    this.#upstreams.push(upstream);
    return upstream;
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
    await Promise.all(this.#upstreams.map((upstream) => upstream.stop()));
  }
}

/** Sends bytes as they are and resolves to everything that came back until the connection ended, however it ended. */
export function rawExchange(url: string, bytes: string): Promise<{ text: string; reset: boolean }> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => socket.write(bytes, "latin1"));
    let text = "";
    let reset = false;
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    socket.on("error", () => (reset = true));
    socket.on("close", () => resolve({ text, reset }));
  });
}
