import { createServer as createHttpServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { listen } from "./listening.ts";
import { Bench } from "./test-sockets.ts";
import { call, http, policy } from "./test-gateway.ts";
import { hangs } from "./test-upstream.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

/** Answers 503 with more than is read ahead. */
async function longRefusal(isHttp2: boolean): Promise<string> {
  const answer = (
    _request: unknown,
    response: { writeHead(status: number): unknown; end(body: string): void },
  ) => {
    response.writeHead(503);
    response.end("x".repeat(1_000_000));
  };
  const server = isHttp2 ? createHttp2Server(answer) : createHttpServer(answer);
  const port = await listen(server, 0, "127.0.0.1");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${port}`;
}

test.each(["http1", "http2"] as const)(
  "an answer that is kept for the end has no more limits of its attempt: %s",
  async (protocol) => {
    const first = await longRefusal(protocol === "http2");
    const silent = await bench.upstream(hangs);
    const limits = { connectMs: 300, firstByteMs: 300, idleMs: 200, attemptMs: 300 };
    const chain = [
      http("a", first, { protocol, timeouts: limits }),
      http("b", silent.url, { timeouts: { connectMs: 300, firstByteMs: 900 } }),
    ];
    await bench.gateway.publishApi("shop", policy(chain));
    const { status, body } = await call(`${bench.url}/shop`);
    expect([status, body.length]).toEqual([503, 1_000_000]);
  },
);
