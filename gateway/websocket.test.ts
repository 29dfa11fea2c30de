import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { http2Session } from "./test-http2.ts";
import { Bench, rawExchange } from "./test-sockets.ts";
import { call, http, policy, TestGateway, until } from "./test-gateway.ts";
import { answers, closedPort, hangs } from "./test-upstream.ts";
import {
  accepts,
  acceptOf,
  echo,
  echoes,
  frameHead,
  KEY,
  rawWebSocket,
  readFrame,
  WebSocketUpstream,
  type Handshake,
} from "./test-websocket.ts";

const EXPOSED = { exposure: { clientHeaders: true } };
let bench: Bench;
let upstreams: WebSocketUpstream[] = [];

beforeEach(async () => {
  bench = await new Bench(new TestGateway({ tunnelsMs: 50 })).start();
});

afterEach(async () => {
  for (const upstream of upstreams) upstream.stop();
  upstreams = [];
  await bench.stop();
});

async function upstream(handshake: Handshake): Promise<WebSocketUpstream> {
  const started = await new WebSocketUpstream(handshake).start();
  upstreams.push(started);
  return started;
}

const publish = (chain: Parameters<typeof policy>[0], more: object = EXPOSED) =>
  bench.gateway.publishApi("live", policy(chain, more));

async function metric(name: string): Promise<number> {
  const { body } = await call(`${bench.gateway.adminUrl}/metrics`);
  return Number(new RegExp(`^${name.replace(/[{}]/g, "\\$&")} (.*)$`, "m").exec(body)?.[1] ?? 0);
}

test("c27: a WebSocket passes: both ways, with what came in the same packet as the 101, and closes both sides", async () => {
  const upstreamServer = await upstream((request, socket) => {
    accepts(request, socket, { headers: "Sec-WebSocket-Protocol: chat\r\n", more: "\x81\x05hello" });
    echo(socket);
  });
  await publish([http("a", upstreamServer.url)]);
  const client = new WebSocket(`${bench.url.replace("http", "ws")}/live/room?x=1`, ["chat"]);
  client.binaryType = "arraybuffer";
  const messages: unknown[] = [];
  client.addEventListener("message", ({ data }) =>
    messages.push(typeof data === "string" ? data : (data as ArrayBuffer).byteLength),
  );
  await new Promise((resolve) => client.addEventListener("open", resolve, { once: true }));
  client.send("one");
  client.send(new Uint8Array(300_000));
  await until(() => messages.length === 3);
  expect(messages).toEqual(["hello", "one", 300_000]);
  expect(client.protocol).toBe("chat");
  const [request] = upstreamServer.requests;
  expect(request?.url).toBe("/room?x=1");
  expect(request?.headers).toMatchObject({
    upgrade: "websocket",
    connection: "Upgrade",
    via: "1.1 understudy",
  });
  expect(await metric("understudy_gateway_tunnels")).toBe(1);
  client.close();
  await new Promise((resolve) => client.addEventListener("close", resolve, { once: true }));
  await until(
    async () => (await metric("understudy_gateway_tunnels")) === 0 && upstreamServer.sockets.size === 0,
  );
});

test("c27: before its 101 a WebSocket fails over like any request, and is accounted like one", async () => {
  const server = await upstream(echoes);
  const down = await bench.upstream(answers(503, "down"));
  const silent = await bench.upstream(hangs);
  const refused = `http://127.0.0.1:${await closedPort()}`;
  const timeouts = { connectMs: 500, firstByteMs: 100 };
  for (const [url, reason] of [
    [refused, "connect_refused"],
    [down.url, "status 503"],
    [silent.url, "first_byte_timeout"],
  ] as const) {
    await publish([http("a", url, { timeouts }), http("b", server.url)]);
    const client = rawWebSocket(bench.url, "/live");
    await until(() => client.bytes().length > 0);
    expect(client.head()).toMatch(
      /^HTTP\/1\.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n/,
    );
    expect(client.head()).toContain(`Sec-WebSocket-Accept: ${acceptOf(KEY)}`);
    expect(client.head()).toContain(`X-Fallback-Reason: ${reason}`);
    expect(client.bytes().toString("latin1")).toBe("\x81\x05hello");
    client.socket.destroy();
  }
  const rescued = 'understudy_gateway_rescued_total{api="live",version="v1"}';
  expect(await metric(rescued)).toBe(3);
});

test("an upstream that says no is answered as it says, and the connection ends with it", async () => {
  const gate = await upstream((_request, socket) => {
    socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nX-Why: key\r\nConnection: close\r\n\r\nno");
  });
  await publish([http("a", gate.url)]);
  const client = rawWebSocket(bench.url, "/live");
  await until(() => client.isClosed());
  expect(client.head()).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
  expect(client.bytes().toString()).toBe("no");
  const missing = rawWebSocket(bench.url, "/nowhere");
  await until(() => missing.isClosed());
  expect(missing.head()).toMatch(/^HTTP\/1\.1 404 /);
});

test("only a real 101 makes a tunnel: another accept or protocol is an invalid response", async () => {
  const server = await upstream(echoes);
  for (const lie of [
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    `Upgrade: other\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptOf(KEY)}`,
    "Upgrade: websocket\r\nConnection: Upgrade",
  ]) {
    const liar = await upstream((_request, socket) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lie}\r\n\r\n`);
    });
    await publish([http("a", liar.url), http("b", server.url)]);
    const client = rawWebSocket(bench.url, "/live");
    await until(() => client.head() !== "");
    expect(client.head()).toContain("X-Fallback-Reason: invalid_response");
    await until(() => liar.sockets.size === 0);
    client.socket.destroy();
  }
});

test("a handshake that is none is refused, and nothing of it or after it reaches an upstream", async () => {
  const server = await upstream(echoes);
  await publish([http("a", server.url)]);
  const base = "Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
  const smuggled = "GET /live/secret HTTP/1.1\r\nHost: x\r\n\r\n";
  for (const [bytes, status] of [
    [`GET /live HTTP/1.1\r\n${base}Sec-WebSocket-Version: 13\r\n\r\n${smuggled}`, 400],
    [
      `GET /live HTTP/1.1\r\n${base}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n${smuggled}`,
      400,
    ],
    [
      `GET /live HTTP/1.1\r\n${base}Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: ${KEY}\r\n\r\n${smuggled}`,
      426,
    ],
    [
      `POST /live HTTP/1.1\r\n${base}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\n\r\n${smuggled}`,
      400,
    ],
    [
      `GET /live HTTP/1.1\r\n${base}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\nContent-Length: 4\r\n\r\nabcd`,
      400,
    ],
  ] as const) {
    const { text } = await rawExchange(bench.url, bytes);
    expect([bytes, text.slice(0, 12)]).toEqual([bytes, `HTTP/1.1 ${status}`]);
    expect(text.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
  }
  expect(server.requests).toEqual([]);
});

test("what a client sends too early waits for the 101; too much of it ends the connection", async () => {
  let open = () => undefined as void;
  const late = await upstream((request, socket) => {
    open = () => accepts(request, socket);
  });
  await publish([http("a", late.url)]);
  const client = rawWebSocket(bench.url, "/live", { early: "\x81\x80\x00\x00\x00\x00" });
  await until(() => late.requests.length === 1);
  expect(late.received.length).toBe(0);
  open();
  await until(() => late.received.length === 6);
  client.socket.destroy();
  const flood = rawWebSocket(bench.url, "/live", { early: "x".repeat(200_000) });
  await until(() => flood.isClosed());
});

test("a slow side holds the other back, and everything arrives", async () => {
  const size = 32 * 1024 * 1024;
  let written = 0;
  const flood = await upstream((request, socket) => {
    accepts(request, socket);
    socket.write(frameHead(2, size));
    const chunk = Buffer.alloc(64 * 1024);
    const more = () => {
      while (written < size) {
        written += chunk.length;
        if (!socket.write(chunk)) return void socket.once("drain", more);
      }
    };
    more();
  });
  await publish([http("a", flood.url)]);
  const client = rawWebSocket(bench.url, "/live");
  await until(() => client.head() !== "");
  client.socket.pause();
  let last = -1;
  await until(() => {
    const settled = written === last;
    last = written;
    return settled;
  });
  expect(written).toBeLessThan(size);
  let bytes = client.bytes().length;
  client.socket.removeAllListeners("data").on("data", (chunk: Buffer) => (bytes += chunk.length));
  client.socket.resume();
  await until(() => bytes === size + 10);
  client.socket.destroy();
  await until(() => flood.sockets.size === 0);
});

test("silence of both sides beyond the target's idle limit ends it with 1001", async () => {
  const server = await upstream(echoes);
  await publish([http("a", server.url, { timeouts: { connectMs: 500, firstByteMs: 500, idleMs: 300 } })]);
  const client = rawWebSocket(bench.url, "/live");
  await until(() => client.isClosed());
  const last = client.bytes().subarray(7);
  expect(readFrame(last)).toMatchObject({ opcode: 8, payload: Buffer.from([3, 233]) });
  expect(await metric('understudy_gateway_tunnels_closed_total{by="idle"}')).toBe(1);
});

test("draining tells both sides 1001 instead of cutting them", async () => {
  const server = await upstream(echoes);
  await publish([http("a", server.url)]);
  const client = rawWebSocket(bench.url, "/live");
  await until(() => client.bytes().length === 7);
  const other = rawWebSocket(bench.url, "/live");
  await until(() => other.bytes().length === 7);
  const drained = bench.gateway.gateway.drain();
  await until(() => client.isClosed() && other.isClosed());
  expect(readFrame(client.bytes().subarray(7))).toMatchObject({ opcode: 8, payload: Buffer.from([3, 233]) });
  expect(readFrame(server.received)).toMatchObject({ opcode: 8, payload: Buffer.from([3, 233]) });
  await drained;
});

test("a tunnel holds its target's place until it ends", async () => {
  const server = await upstream(echoes);
  await publish([http("a", server.url, { maxConcurrent: 1 })]);
  const client = rawWebSocket(bench.url, "/live");
  await until(() => client.bytes().length === 7);
  expect(await call(`${bench.url}/live`)).toMatchObject({ status: 503 });
  client.socket.destroy();
  await until(async () => (await call(`${bench.url}/live`)).status === 200);
});

test("a client that leaves before the 101 takes the attempt with it", async () => {
  const silent = await upstream(() => undefined);
  await publish([http("a", silent.url)]);
  const client = rawWebSocket(bench.url, "/live");
  await until(() => silent.requests.length === 1);
  client.socket.destroy();
  await until(() => silent.sockets.size === 0);
  expect(await metric("understudy_gateway_tunnels")).toBe(0);
});

test("RFC 8441: a WebSocket over HTTP/2 is one of HTTP/1.1 upstream", async () => {
  const server = await upstream(echoes);
  await publish([http("a", server.url)]);
  const session = await http2Session(bench.url);
  await once(session, "remoteSettings");
  const stream = session.request({
    ":method": "CONNECT",
    ":protocol": "websocket",
    ":path": "/live/room",
    "sec-websocket-version": "13",
  });
  let bytes = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => (bytes = Buffer.concat([bytes, chunk])));
  const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
  expect(headers).toMatchObject({ ":status": 200, "x-fallback-target": "a" });
  expect(headers["sec-websocket-accept"]).toBeUndefined();
  stream.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]));
  await until(() => bytes.length === 11);
  expect(bytes.toString("latin1")).toBe("\x81\x05hello\x81\x02hi");
  expect(server.requests[0]?.headers).toMatchObject({ upgrade: "websocket", "sec-websocket-version": "13" });
  stream.destroy();
  await until(() => server.sockets.size === 0);
  const other = session.request({ ":method": "CONNECT", ":protocol": "connect-udp", ":path": "/live" });
  const [refusal] = (await once(other, "response")) as [Record<string, unknown>];
  expect(refusal[":status"]).toBe(400);
  session.destroy();
});
