import { request as httpRequest } from "node:http";
import { connect as connectTcp } from "node:net";
import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { http2Call, http2Session } from "./test-http2.ts";
import { Bench, rawExchange } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers, closedPort, hangs } from "./test-upstream.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

const isRefusal = (status: unknown) => status === 400 || String(status).endsWith("NGHTTP2_PROTOCOL_ERROR");
const EXPOSED = { exposure: { clientHeaders: true } };

test("HTTP/2 with prior knowledge and HTTP/1.1 share the plain port, also when the preface comes byte by byte", async () => {
  const upstream = await bench.upstream(answers(200, "hello", { "x-a": "1", "keep-alive": "timeout=9" }));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)], EXPOSED));
  const session = await http2Session(bench.url);
  const reply = await http2Call(session, { ":path": "/shop/x?q=1", cookie: ["a=1", "b=2"] });
  expect(reply).toMatchObject({ status: 200, body: "hello" });
  expect(reply.headers).toMatchObject({ "x-a": "1", via: "1.1 understudy", "x-fallback-target": "a" });
  expect(reply.headers["keep-alive"]).toBeUndefined();
  session.close();
  expect(await call(`${bench.url}/shop`)).toMatchObject({ status: 200, body: "hello" });
  expect(upstream.requests[0]?.url).toBe("/x?q=1");
  expect(upstream.header(0, "cookie")).toBe("a=1; b=2");
  expect(upstream.header(0, "via")).toBe("2 understudy");
  expect(upstream.header(0, "x-forwarded-host")).toBe(new URL(bench.url).host);
  const socket = connectTcp(bench.gateway.gateway.port, "127.0.0.1").setNoDelay();
  for (const byte of Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")) {
    socket.write(Buffer.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
  const [first] = (await once(socket, "data")) as [Buffer];
  expect(first[3]).toBe(4);
  socket.destroy();
  const half = await rawExchange(bench.url, "PRI * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  expect(half.text).toMatch(/^HTTP\/1\.1 400 /);
});

test("bodies of any kind, failover and a body that is kept for a second target", async () => {
  const second = await bench.upstream((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("latin1")));
    request.on("end", () => response.end(`${request.method} ${body.length}`));
  });
  const chain = [http("a", `http://127.0.0.1:${await closedPort()}`), http("b", second.url)];
  await bench.gateway.publishApi("shop", policy(chain, EXPOSED));
  const session = await http2Session(bench.url);
  for (const [size, declared] of [
    [3, true],
    [60_000, false],
    [1_000_000, false],
  ] as const) {
    const headers = { ":method": "POST", ":path": "/shop", ...(declared ? { "content-length": size } : {}) };
    const reply = http2Call(session, headers, Buffer.alloc(size, "x"));
    // A body too long to keep has only one target.
    const expected = size > 65_536 ? { status: 502 } : { status: 200, body: `POST ${size}` };
    expect(await reply).toMatchObject(expected);
  }
  const head = await http2Call(session, { ":method": "HEAD", ":path": "/shop" });
  expect(head).toMatchObject({ status: 200, body: "" });
  session.destroy();
});

test("trailers pass, and an answer that breaks off resets its stream alone", async () => {
  const upstream = await bench.upstream((request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream", trailer: "x-sum" });
    response.write("data: 1\n\n");
    if (request.url === "/cut") setTimeout(() => request.socket.destroy(), 60);
    else {
      response.addTrailers({ "x-sum": "42" });
      response.end();
    }
  });
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const session = await http2Session(bench.url);
  const [whole, cut] = await Promise.allSettled([
    http2Call(session, { ":path": "/shop/whole" }),
    http2Call(session, { ":path": "/shop/cut" }),
  ]);
  expect(whole).toMatchObject({ value: { trailers: { "x-sum": "42" } } });
  expect(cut.status).toBe("rejected");
  expect(await http2Call(session, { ":path": "/shop/whole" })).toMatchObject({ status: 200 });
  session.destroy();
});

test("the gateway's own answers, and requests that are ambiguous", async () => {
  const upstream = await bench.upstream(answers(200, "ok"));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]), { methods: ["GET"] });
  const session = await http2Session(bench.url);
  const missing = await http2Call(session, { ":path": "/none" });
  expect(missing.status).toBe(404);
  expect(missing.headers["content-type"]).toBe("application/problem+json");
  expect(await http2Call(session, { ":path": "/shop", ":method": "DELETE" })).toMatchObject({ status: 405 });
  const bad = [
    { ":path": "/shop/../other" },
    { ":path": "/shop/%2e%2e/other" },
    { ":path": "http://other/shop" },
    { ":path": "*", ":method": "OPTIONS" },
    { ":path": "/shop", ":scheme": "ftp" },
    { ":path": "/shop", ":authority": "one.example", host: "another.example" },
  ];
  for (const headers of bad)
    await http2Session(bench.url).then(async (own) => {
      // What no HTTP/2 server would accept never becomes a request: Node's parser resets the stream.
      const status = await http2Call(own, headers).then(
        (reply) => reply.status,
        (error: Error) => error.message,
      );
      own.destroy();
      expect([headers, status]).toEqual([headers, expect.toSatisfy(isRefusal)]);
    });
  const same = { ":path": "/shop", ":authority": "Shop.example", host: "shop.EXAMPLE" };
  expect(await http2Call(session, same)).toMatchObject({ status: 200 });
  expect(upstream.hits).toBe(1);
  session.destroy();
});

test("headers that are too many or too large cost the stream, not the gateway", async () => {
  const upstream = await bench.upstream(answers(200, "ok"));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const session = await http2Session(bench.url);
  const large = { ":path": "/shop", "x-large": "x".repeat(40_000) };
  expect(await http2Call(session, large)).toMatchObject({ status: 431 });
  const many = Object.fromEntries(Array.from({ length: 1_100 }, (_, index) => [`x-${index}`, ""]));
  await expect(http2Call(session, { ":path": "/shop", ...many })).rejects.toThrow();
  session.destroy();
  const other = await http2Session(bench.url);
  expect(await http2Call(other, { ":path": "/shop" })).toMatchObject({ status: 200 });
  expect(upstream.hits).toBe(1);
  other.destroy();
});

test("rapid resets end the connection, cancel their upstream requests and leave the others alone", async () => {
  const upstream = await bench.upstream(hangs);
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const session = await http2Session(bench.url);
  let sent = 0;
  const closed = new Promise<void>((resolve) => session.once("close", resolve));
  while (!session.closed && !session.destroyed && sent < 5_000) {
    for (let i = 0; i < 100 && !session.closed && !session.destroyed; i++, sent++) {
      const stream = session.request({ ":path": "/shop" });
      stream.on("error", () => undefined);
      stream.close(8);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await closed;
  expect(sent).toBeLessThan(5_000);
  upstream.behaviour = answers(200, "ok");
  expect(await call(`${bench.url}/shop`)).toMatchObject({ status: 200 });
  await until(() => upstream.aborted === upstream.hits - 1);
});

test("a client that leaves its stream takes the upstream request with it", async () => {
  const upstream = await bench.upstream(hangs);
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const session = await http2Session(bench.url);
  const stream = session.request({ ":path": "/shop" });
  stream.on("error", () => undefined);
  await until(() => upstream.hits === 1);
  stream.close(8);
  await until(() => upstream.aborted === 1);
  expect(session.destroyed).toBe(false);
  session.destroy();
});

test("a large answer waits for a slow client", async () => {
  const size = 32 * 1024 * 1024;
  let written = 0;
  const upstream = await bench.upstream((_request, response) => {
    response.writeHead(200, { "content-length": size });
    const chunk = Buffer.alloc(64 * 1024, "x");
    const more = () => {
      while (written < size) {
        written += chunk.length;
        if (!response.write(chunk)) return void response.once("drain", more);
      }
      response.end();
    };
    more();
  });
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const session = await http2Session(bench.url);
  const stream = session.request({ ":path": "/shop" });
  stream.pause();
  await once(stream, "response");
  let last = -1;
  await until(() => {
    const settled = written === last && written > 0;
    last = written;
    return settled;
  });
  expect(written).toBeLessThan(size / 2);
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => (bytes += chunk.length)).resume();
  await once(stream, "end");
  expect(bytes).toBe(size);
  session.destroy();
});

test("draining says goodbye and answers what is under way, on HTTP/2 and HTTP/1.1 alike", async () => {
  const held: (() => void)[] = [];
  const upstream = await bench.upstream((_request, response) => held.push(() => void response.end("late")));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const session = await http2Session(bench.url);
  const goaway = once(session, "goaway");
  const under = http2Call(session, { ":path": "/shop" });
  const old = new Promise<number | undefined>((resolve, reject) => {
    httpRequest(`${bench.url}/shop`, { agent: false }, (response) => resolve(response.resume().statusCode))
      .on("error", reject)
      .end();
  });
  await until(() => held.length === 2);
  const drained = bench.gateway.gateway.drain();
  expect((await goaway)[0]).toBe(0);
  for (const end of held) end();
  expect(await under).toMatchObject({ status: 200, body: "late" });
  expect(await old).toBe(200);
  await drained;
});
