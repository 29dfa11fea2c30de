import { once } from "node:events";
import { createServer as createHttp2Server } from "node:http2";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FallbackPolicy } from "#lib/fallback/schema";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

let bench: Bench;
let second: TestUpstream;
const ends: (() => void)[] = [];

beforeEach(async () => {
  bench = await new Bench().start();
  second = await bench.upstream(answers(200, "second"));
});

afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await bench.stop();
});

const TIMES = { connectMs: 500, firstByteMs: 1500, idleMs: 800 };
/** Bodies of more than this many bytes pass through. */
const KEPT_BYTES = 1000;

/** `a` at that address, then `b`. */
async function publish(url: string, target: object, more: Partial<FallbackPolicy> = {}): Promise<void> {
  const chain = [http("a", url, { timeouts: TIMES, ...target }), http("b", second.url)];
  const replay = { bodyMaxBytes: KEPT_BYTES };
  const settings = { replay, exposure: { clientHeaders: true }, ...more };
  await bench.gateway.publishApi("shop", policy(chain, settings));
  expect((await bench.gateway.store.listStatus("production"))[0]?.rejects).toEqual([]);
}

const send = (method: string, bytes = 0) =>
  call(`${bench.url}/shop`, bytes > 0 ? { method, body: Buffer.alloc(bytes, "x") } : { method });
const reasonOf = async (reply: ReturnType<typeof send>) => (await reply).headers["x-fallback-reason"];

/** An upstream that is given each connection as it is. */
async function tcpUpstream(take: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    ends.push(() => socket.destroy());
    take(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** Answers GET, over HTTP/2; takes everything else and says nothing, or answers it at its end. */
async function silentHttp2(answersAll = false): Promise<string> {
  const server = createHttp2Server();
  server.on("session", (session) => ends.push(() => session.destroy()));
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined).resume();
    if (headers[":method"] !== "GET" && !answersAll) return;
    stream.on("end", () => {
      stream.respond({ ":status": 200 });
      stream.end("ok");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const silentHttp1 = () =>
  tcpUpstream((socket) => {
    socket.on("data", (chunk) => {
      if (chunk.toString("latin1").startsWith("GET")) socket.write(OK);
    });
  });

const UPSTREAMS = [
  ["HTTP/1.1", silentHttp1, {}],
  ["HTTP/2", () => silentHttp2(), { protocol: "http2" }],
] as const;

test.each(UPSTREAMS)(
  "the answer to an upload that passed through over %s is waited for until the deadline, which nobody is blamed for",
  async (_name, upstream, target) => {
    const health = { passive: { failures: 1, ejectMs: 600_000 } };
    await publish(await upstream(), { ...target, health }, { budget: { deadlineMs: 400 } });
    const reply = await send("POST", 2 * KEPT_BYTES);
    expect([reply.status, reply.headers["x-fallback-reason"]]).toEqual([504, "deadline"]);
    expect(await reasonOf(send("GET"))).toBeUndefined();
  },
);

test.each([
  ["HTTP/1.1", {}],
  ["HTTP/2", { protocol: "http2" }],
] as const)(
  "the time in which a client sends over %s is nobody's: neither first byte nor deadline runs",
  async (name, target) => {
    const url = name === "HTTP/2" ? await silentHttp2(true) : (await bench.upstream(answers(200, "ok"))).url;
    await publish(url, target, { budget: { deadlineMs: 1000 } });
    const socket = begin("POST", 10_000);
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      socket.write(Buffer.alloc(2000, "x"));
    }
    expect(await answerOf(socket)).toMatch(/^HTTP\/1.1 200 [^]*x-fallback-target: a/i);
  },
);

test("a body that turns out too long goes where its target is now, not where it was when it began", async () => {
  const first = await bench.upstream(answers(503, "down"));
  const health = { passive: { failures: 1, ejectMs: 600_000 } };
  await publish(first.url, { health });
  const { hostname, port } = new URL(bench.url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  ends.push(() => socket.destroy());
  const chunk = `320\r\n${"x".repeat(800)}\r\n`;
  socket.write(`POST /shop HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`);
  // The same connection's bytes were read before the other's answer is here, or are read after: both are right.
  expect(await reasonOf(send("GET"))).toBe("status 503");
  socket.write(`${chunk}0\r\n\r\n`);
  expect(await answerOf(socket)).toMatch(/^HTTP\/1.1 200 [^]*x-fallback-reason: ejected/i);
  expect(second.requests.at(-1)?.body).toBe("x".repeat(1600));
  expect(first.hits).toBe(1);
});

/** A request's head, on a connection of its own; its body is still to come. */
function begin(method: string, bytes: number): Socket {
  const { hostname, port } = new URL(bench.url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  ends.push(() => socket.destroy());
  socket.write(`${method} /shop HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes}\r\n\r\n`);
  return socket;
}

async function answerOf(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk) => (text += chunk.toString("latin1")));
  await until(() => text.includes("\r\n\r\n"));
  return text;
}

test.each(UPSTREAMS)(
  "a client that stops sending over %s is told so, and its target is not blamed",
  async (_name, upstream, target) => {
    const health = { passive: { failures: 1, ejectMs: 600_000 } };
    await publish(await upstream(), { ...target, health });
    const socket = begin("POST", 10_000);
    socket.write(Buffer.alloc(2000, "x"));
    expect(await answerOf(socket)).toMatch(/^HTTP\/1.1 408 [^]*connection: close/i);
    expect(await reasonOf(send("GET"))).toBeUndefined();
    expect(second.hits).toBe(0);
  },
);

const KEPT_ALL = { replay: { bodyMaxBytes: 32 * 1024 * 1024 } };
/** More than the buffers of both ends take. */
const MORE_THAN_FITS = 24 * 1024 * 1024;

/** Answers GET; of anything else it takes no more than the beginning. */
const stuck = () =>
  tcpUpstream((socket) => {
    socket.on("data", (chunk) => {
      if (chunk.toString("latin1").startsWith("GET")) socket.write(OK);
      else socket.pause();
    });
  });

test.each([
  ["a new connection", []],
  ["a kept connection", ["GET"]],
])(
  "a body that is not taken on %s ends with the attempt, and may have been executed",
  async (_name, before) => {
    const timeouts = { ...TIMES, connectMs: 100, idleMs: 5000, attemptMs: 700 };
    await publish(await stuck(), { timeouts }, { ...KEPT_ALL, failback: { holdDownMs: 0 } });
    for (const method of before) await send(method);
    const post = await send("POST", MORE_THAN_FITS);
    expect([post.status, post.headers["x-fallback-reason"]]).toEqual([504, "attempt_timeout"]);
    expect(second.hits).toBe(0);
  },
);

test("an upload that its target does not take ends with the deadline", async () => {
  await publish(await stuck(), { timeouts: { ...TIMES, idleMs: 20_000 } }, { budget: { deadlineMs: 500 } });
  const reply = await send("POST", MORE_THAN_FITS);
  expect([reply.status, reply.headers["x-fallback-reason"]]).toEqual([504, "deadline"]);
});

test("a body of which a part is gone is not sent to another endpoint of the target", async () => {
  const seen: string[] = [];
  const server = createHttp2Server();
  server.on("session", (session) => ends.push(() => session.destroy()));
  server.on("stream", (stream) => {
    let body = "";
    stream
      .on("error", () => undefined)
      .on("data", (chunk: Buffer) => {
        body += chunk.toString("latin1");
        if (seen.length === 0) stream.close(7);
        seen.push(body);
      });
    stream.on("end", () => {
      if (stream.destroyed || stream.closed) return;
      stream.respond({ ":status": 200 });
      stream.end("taken");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const endpoints = [{ url: `http://127.0.0.1:${port}` }, { url: `http://localhost:${port}` }];
  await publish("", { endpoints, protocol: "http2" });
  const socket = begin("POST", 4000);
  socket.write(Buffer.alloc(2000, "a"));
  await until(() => seen.length > 0);
  socket.write(Buffer.alloc(2000, "b"));
  expect(await answerOf(socket)).toMatch(/^HTTP\/1.1 502 /);
  expect(seen).toHaveLength(1);
});
