import { constants } from "node:http2";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { http2Session } from "./test-http2.ts";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

/* Clients that would have a target put out of service for everybody: the first failure of this one would do. */

let bench: Bench;
let first: TestUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  // Slow enough to be left, and given up as soon as that happens.
  first = await bench.upstream((request, response) => {
    request.on("error", () => undefined).resume();
    request.on("end", () => {
      if (request.url?.startsWith("/slow") === true) setTimeout(() => response.end("first"), 60_000).unref();
      else if (request.url === "/long") response.write("x".repeat(100_000));
      else response.end("first");
    });
  });
  const second = await bench.upstream(answers(200, "second"));
  const target = http("a", first.url, {
    health: { passive: { failures: 1, ejectMs: 600_000 } },
    circuit: { consecutive: 1, openMs: 600_000 },
  });
  const settings = { exposure: { clientHeaders: true }, replay: { bodyMaxBytes: 1000 } };
  await bench.gateway.publishApi("shop", policy([target, http("b", second.url)], settings));
});

afterEach(() => bench.stop());

/** Sends bytes; the connection stays as it is. */
async function open(bytes: string): Promise<Socket> {
  const socket = connect(Number(new URL(bench.url).port), "127.0.0.1").on("error", () => undefined);
  await new Promise<void>((resolve) => socket.write(bytes, "latin1", () => resolve()));
  return socket;
}

/** Sends bytes, and leaves when the target has the request. */
async function leave(bytes: string): Promise<void> {
  const { hits } = first;
  const socket = await open(bytes);
  await until(() => first.hits > hits);
  const { aborted } = first;
  socket.resetAndDestroy();
  await until(() => first.aborted > aborted);
}

/** Sends bytes, and reads until the gateway has answered and closed. */
async function answered(bytes: string): Promise<string> {
  const socket = await open(bytes);
  let text = "";
  socket.on("data", (chunk) => (text += chunk.toString("latin1")));
  await new Promise((resolve) => socket.on("close", resolve));
  return text;
}

const HOST = "Host: x\r\n";
const CHUNKED = `Transfer-Encoding: chunked\r\n`;
const CHUNK = `7d0\r\n${"x".repeat(2000)}\r\n`;

const ATTACKS: Record<string, () => Promise<unknown>> = {
  "a deadline that no target can keep": async () => {
    const headers = { "x-request-deadline-ms": "60" };
    expect((await call(`${bench.url}/shop/slow`, { headers })).status).toBe(504);
  },
  "leaving before the answer": () => leave(`GET /shop/slow HTTP/1.1\r\n${HOST}\r\n`),
  "leaving in the middle of the answer": () => leave(`GET /shop/long HTTP/1.1\r\n${HOST}\r\n`),
  "leaving in the middle of an upload": () =>
    leave(`POST /shop/slow HTTP/1.1\r\n${HOST}Content-Length: 9000\r\n\r\n${"x".repeat(2000)}`),
  "leaving in the middle of one in chunks": () =>
    leave(`POST /shop/slow HTTP/1.1\r\n${HOST}${CHUNKED}\r\n${CHUNK}`),
  "a chunk that is none, behind good ones": () =>
    answered(`POST /shop/slow HTTP/1.1\r\n${HOST}${CHUNKED}\r\n${CHUNK}zz\r\n`),
  "a body that is cut short with its connection": async () => {
    const socket = await open(`POST /shop/slow HTTP/1.1\r\n${HOST}Content-Length: 9000\r\n\r\nshort`);
    socket.end();
    await new Promise((resolve) => socket.on("close", resolve).resume());
  },
  "a WebSocket that is left in its handshake": () =>
    leave(
      `GET /shop/slow HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString("base64")}\r\n\r\n`,
    ),
  "an HTTP/2 request that is taken back": async () => {
    const { hits, aborted } = first;
    const session = await http2Session(bench.url);
    const stream = session.request({ ":path": "/shop/slow" }).on("error", () => undefined);
    await until(() => first.hits > hits);
    stream.close(constants.NGHTTP2_CANCEL);
    await until(() => first.aborted > aborted);
    session.destroy();
  },
  "an HTTP/2 upload longer than it says": async () => {
    const session = await http2Session(bench.url);
    const head = { ":path": "/shop/slow", ":method": "POST", "content-length": "2000" };
    const stream = session.request(head).on("error", () => undefined);
    const closed = new Promise((resolve) => stream.on("close", resolve));
    stream.end(Buffer.alloc(5000, "x"));
    await closed;
    session.destroy();
  },
  "HTTP/2 connections that are destroyed": async () => {
    const { hits, aborted } = first;
    const session = await http2Session(bench.url);
    session.request({ ":path": "/shop/slow" }).on("error", () => undefined);
    await until(() => first.hits > hits);
    session.destroy();
    await until(() => first.aborted > aborted);
  },
};

test.each(Object.entries(ATTACKS))("%s puts no target out of service", async (_name, attack) => {
  for (let i = 0; i < 3; i++) {
    await attack();
    const { body, headers } = await call(`${bench.url}/shop/quick`);
    expect([body, headers["x-fallback-reason"]]).toEqual(["first", undefined]);
  }
});
