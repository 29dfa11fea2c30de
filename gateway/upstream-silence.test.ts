import { createServer as createHttpServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { listen } from "./listening.ts";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers } from "./test-upstream.ts";
import { rawWebSocket, WebSocketUpstream } from "./test-websocket.ts";

/* `idleMs` is for an upstream that says nothing: not for one that says little at a time, nor for its client. */

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

const timeouts = { connectMs: 500, firstByteMs: 500, idleMs: 200 };

interface Answer {
  writeHead(status: number, headers: Record<string, number>): unknown;
  write(part: string): boolean;
  end(): unknown;
}

/** Answers in ten parts, within less than a small answer is waited for. */
async function trickling(isHttp2: boolean): Promise<string> {
  const answer = (_request: unknown, response: Answer) => {
    response.writeHead(200, { "content-length": 10 });
    let parts = 0;
    const writing = setInterval(() => {
      response.write("x");
      if (++parts < 10) return;
      clearInterval(writing);
      response.end();
    }, 60);
  };
  const server = isHttp2 ? createHttp2Server(answer as never) : createHttpServer(answer as never);
  const port = await listen(server, 0, "127.0.0.1");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${port}`;
}

test.each(["http1", "http2"] as const)("a small answer that comes bit by bit: %s", async (protocol) => {
  const url = await trickling(protocol === "http2");
  const second = await bench.upstream(answers(200, "second"));
  await bench.gateway.publishApi(
    "shop",
    policy([http("a", url, { protocol, timeouts }), http("b", second.url)]),
  );
  const reply = await call(`${bench.url}/shop`, { method: "POST", body: "x" });
  expect(reply).toMatchObject({ status: 200, body: "x".repeat(10) });
});

test("a client that takes its time for the answer that refuses its WebSocket", async () => {
  const size = 12_000_000;
  const gate = await new WebSocketUpstream((_request, socket) => {
    socket.write(`HTTP/1.1 403 Forbidden\r\nContent-Length: ${size}\r\n\r\n`);
    socket.end(Buffer.alloc(size, "x"));
  }).start();
  onTestFinished(() => gate.stop());
  await bench.gateway.publishApi("shop", policy([http("a", gate.url, { timeouts })]));
  const client = rawWebSocket(bench.url, "/shop");
  await until(() => client.head() !== "");
  client.socket.pause();
  const since = performance.now();
  await until(() => performance.now() - since > 700);
  client.socket.resume();
  await until(() => client.isClosed());
  expect(client.bytes().length).toBe(size);
});
