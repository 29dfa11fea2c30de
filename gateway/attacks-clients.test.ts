import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

/* Clients that are slow on purpose, or send without end. */

let bench: Bench;
let upstream: TestUpstream;
let sockets: Socket[] = [];

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await bench.upstream(answers(200, "ok"));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await bench.stop();
});

interface Client {
  socket: Socket;
  text: string;
  closed: boolean;
}

async function open(bytes: string): Promise<Client> {
  const socket = connect(bench.gateway.gateway.port, "127.0.0.1");
  const client: Client = { socket, text: "", closed: false };
  sockets.push(socket);
  socket.on("data", (chunk) => (client.text += chunk.toString("latin1")));
  socket.on("error", () => undefined).on("close", () => (client.closed = true));
  await new Promise<void>((resolve) => socket.write(bytes, "latin1", () => resolve()));
  return client;
}

const many = (count: number, bytes: string) => Promise.all(Array.from({ length: count }, () => open(bytes)));
const isServed = async () => (await call(`${bench.url}/shop`)).body === "ok";

/** Polls for longer than `until` does. */
async function eventually(holds: () => boolean): Promise<void> {
  for (let n = 0; n < 4 && !holds(); n++) await until(holds).catch(() => undefined);
  expect(holds()).toBe(true);
}

test(
  "headers that never end are given up with 408, and hinder nobody meanwhile",
  { timeout: 60_000 },
  async () => {
    const slow = await many(200, "GET /shop HTTP/1.1\r\nHost: x\r\nX: ");
    const drip = setInterval(() => {
      for (const { socket } of slow) if (socket.writable) socket.write("y");
    }, 500);
    expect(await isServed()).toBe(true);
    await eventually(() => slow.every(({ closed }) => closed));
    clearInterval(drip);
    expect(slow.every(({ text }) => text.startsWith("HTTP/1.1 408 "))).toBe(true);
    expect(await isServed()).toBe(true);
    expect(upstream.requests.every(({ url }) => url === "/")).toBe(true);
  },
);

test("bodies that never end hinder nobody, and clients that give up leave nothing behind upstream", async () => {
  const slow = await many(100, "POST /shop/slow HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nslow");
  for (let n = 0; n < 20; n++) expect(await isServed()).toBe(true);
  for (const { socket } of slow) socket.destroy();
  const chunked = await many(
    100,
    "POST /shop/slow HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nslow\r\n",
  );
  expect(await isServed()).toBe(true);
  for (const { socket } of chunked) socket.destroy();
  expect(await isServed()).toBe(true);
  expect(upstream.requests.filter(({ url, body }) => url === "/slow" && body.length > 4)).toEqual([]);
});

test("a client that reads nothing is not written to without end, however much it asks for", async () => {
  let written = 0;
  const chunk = Buffer.alloc(64 * 1024, "x");
  upstream.behaviour = (_request, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream" });
    const more = () => {
      if (response.destroyed) return;
      written += chunk.length;
      if (response.write(chunk)) setImmediate(more);
      else response.once("drain", more);
    };
    more();
  };
  const deaf = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const client = await open("GET /shop HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3));
      client.socket.pause();
      return client;
    }),
  );
  let last = -1;
  let still = 0;
  await until(() => {
    still = written > 0 && written === last ? still + 1 : 0;
    last = written;
    return still > 20;
  });
  // What the kernel holds for both connections of each, and two high-water marks: nowhere near the endless answer.
  expect(written / deaf.length).toBeLessThan(32 * 1024 * 1024);
  expect(upstream.hits).toBe(20);
  for (const { socket } of deaf) socket.destroy();
  upstream.behaviour = answers(200, "ok");
  expect(await isServed()).toBe(true);
});

test("a body without end is passed on no faster than the upstream takes it", async () => {
  upstream.behaviour = (request) => void request.pause();
  const client = await open("POST /shop HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
  const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
  let sent = 0;
  const more = () => {
    while (!client.closed && sent < 1024 * 1024 * 1024) {
      sent += chunk.length;
      if (!client.socket.write(chunk)) return void client.socket.once("drain", more);
    }
  };
  more();
  let last = -1;
  let still = 0;
  await until(() => {
    still = sent === last ? still + 1 : 0;
    last = sent;
    return still > 20 || client.closed;
  });
  expect(sent).toBeLessThan(64 * 1024 * 1024);
  client.socket.destroy();
  upstream.behaviour = answers(200, "ok");
  expect(await isServed()).toBe(true);
});
