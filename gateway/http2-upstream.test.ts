import {
  constants,
  createSecureServer,
  createServer,
  type Http2Server,
  type ServerHttp2Stream,
} from "node:http2";
import type { IncomingHttpHeaders, ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testProxy } from "#lib/testing";
import { testCertificate } from "./test-certificate.ts";
import { http2Call, http2Session } from "./test-http2.ts";
import { call, http, policy, TestGateway, until } from "./test-gateway.ts";
import { Bench } from "./test-sockets.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

const certificate = testCertificate(["localhost"]);
const EXPOSED = { exposure: { clientHeaders: true } };
const H2 = { protocol: "http2" };

let bench: Bench;
let second: TestUpstream;
let closes: (() => void)[] = [];

beforeEach(async () => {
  bench = await new Bench(new TestGateway({ secret: () => certificate.cert })).start();
  second = await bench.upstream(answers(200, "second"));
});

afterEach(async () => {
  for (const close of closes) close();
  closes = [];
  await bench.stop();
});

type Handler = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

interface Http2Upstream {
  port: number;
  handler: Handler;
  seen: { headers: IncomingHttpHeaders; session: ServerHttp2Session | undefined; body: string }[];
  sessions: Set<ServerHttp2Session>;
}

async function start(server: Http2Server, handler: Handler): Promise<Http2Upstream> {
  const upstream: Http2Upstream = { port: 0, handler, seen: [], sessions: new Set() };
  server.on("session", (session) => {
    upstream.sessions.add(session);
    session.on("close", () => upstream.sessions.delete(session)).on("error", () => undefined);
  });
  server.on("stream", (stream, headers) => {
    const entry = { headers, session: stream.session as ServerHttp2Session | undefined, body: "" };
    upstream.seen.push(entry);
    stream.on("error", () => undefined).on("data", (chunk: Buffer) => (entry.body += chunk.toString()));
    upstream.handler(stream, headers);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  upstream.port = (server.address() as AddressInfo).port;
  closes.push(() => {
    for (const session of upstream.sessions) session.destroy();
    server.close();
  });
  return upstream;
}

const plain = (handler: Handler) => start(createServer(), handler);
const says =
  (text: string): Handler =>
  (stream) => {
    stream.respond({ ":status": 200, "x-a": "1" });
    stream.end(text);
  };

const publish = (url: string, more: object = H2, settings: object = EXPOSED) =>
  bench.gateway.publishApi("shop", policy([http("a", url, more), http("b", second.url)], settings));
const reasonOf = async (options: object = {}) => {
  const { body, headers, status } = await call(`${bench.url}/shop`, options);
  return { body, status, reason: headers["x-fallback-reason"] };
};

test("prior knowledge: many requests on one connection, bodies, trailers and hints", async () => {
  const upstream = await plain((stream, headers) => {
    if (headers[":method"] === "HEAD")
      return stream.respond({ ":status": 200, "x-a": "1" }, { endStream: true });
    if (headers[":path"] === "/trailers") {
      stream.additionalHeaders({ ":status": 103, link: "</a.css>; rel=preload" });
      stream.respond({ ":status": 200, trailer: "x-sum" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "x-sum": "42" }));
      return stream.end("body");
    }
    stream.on("end", () => says("hello")(stream, headers));
    return undefined;
  });
  await publish(`http://localhost:${upstream.port}`);
  const replies = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      call(`${bench.url}/shop/${index}?q=1`, { method: "POST", body: "x".repeat(index * 1000) }),
    ),
  );
  expect(new Set(replies.map(({ status, body }) => `${status} ${body}`))).toEqual(new Set(["200 hello"]));
  expect(upstream.seen.map(({ body }) => body.length).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 40 }, (_, index) => index * 1000),
  );
  expect(new Set(upstream.seen.map(({ session }) => session)).size).toBe(1);
  const [first] = upstream.seen;
  expect(first?.headers).toMatchObject({
    ":authority": `localhost:${upstream.port}`,
    ":scheme": "http",
    te: "trailers",
    via: "1.1 understudy",
  });
  expect(first?.headers["connection"]).toBeUndefined();
  expect(await call(`${bench.url}/shop`, { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
  const trailing = await call(`${bench.url}/shop/trailers`);
  expect(trailing).toMatchObject({ body: "body", trailers: { "x-sum": "42" } });
});

test("over TLS the server chooses; one that wants HTTP/1.1 gets it, one that must not is a failed connect", async () => {
  const tls = { caRef: "env:UPSTREAM_CA" };
  const versions: string[] = [];
  for (const allowHTTP1 of [true, false]) {
    const server = createSecureServer({ ...certificate, allowHTTP1 });
    if (allowHTTP1)
      server.on("request", (request, response) => {
        versions.push(request.httpVersion);
        if (request.httpVersion === "1.1") response.end("old");
      });
    const upstream = await start(server as unknown as Http2Server, says("new"));
    const url = `https://localhost:${upstream.port}`;
    await publish(url, { tls });
    expect(await reasonOf()).toMatchObject({ body: "new" });
    await publish(url, { tls, protocol: "http1" });
    expect(await reasonOf()).toMatchObject(
      allowHTTP1 ? { body: "old" } : { body: "second", reason: "tls_failure" },
    );
  }
  expect(versions).toEqual(["2.0", "1.1"]);
});

test("a server that speaks HTTP/1.1 alone serves under auto, and is a failed connect under http2", async () => {
  const { createServer: createHttps } = await import("node:https");
  const server = createHttps(certificate, (_request, response) => void response.end("old"));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  closes.push(() => (server.closeAllConnections(), server.close()));
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  const tls = { caRef: "env:UPSTREAM_CA" };
  await publish(url, { tls });
  for (let i = 0; i < 3; i++)
    expect(await reasonOf({ method: "POST", body: "x" })).toMatchObject({ body: "old" });
  await publish(url, { tls, ...H2 });
  expect(await reasonOf({ method: "POST", body: "x" })).toMatchObject({
    body: "second",
    reason: "tls_failure",
  });
});

test("a refused stream was not processed: even a POST moves on; a reset may have been", async () => {
  const upstream = await plain((stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM));
  await publish(`http://localhost:${upstream.port}`);
  expect(await reasonOf({ method: "POST", body: "x" })).toMatchObject({
    body: "second",
    reason: "not_processed",
  });
  upstream.handler = (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  await publish(`http://127.0.0.1:${upstream.port}`);
  expect(await reasonOf({ method: "POST", body: "x" })).toMatchObject({ status: 502, reason: "reset" });
  expect(await reasonOf()).toMatchObject({ body: "second", reason: "reset" });
});

test("a connection that goes away with streams it did not process costs nobody a request, not even a POST", async () => {
  const upstream = await plain(says("hello"));
  await publish(`http://localhost:${upstream.port}`);
  expect(await reasonOf()).toMatchObject({ body: "hello" });
  let goneAway = 0;
  upstream.handler = (stream, headers) => {
    const { session } = stream;
    if (goneAway > 0 || !session) return says("hello")(stream, headers);
    goneAway++;
    // All up to the stream before this one were processed.
    session.goaway(constants.NGHTTP2_NO_ERROR, (stream.id ?? 0) - 2);
    return undefined;
  };
  expect(await reasonOf({ method: "POST", body: "x" })).toEqual({
    body: "hello",
    status: 200,
    reason: undefined,
  });
  expect(goneAway).toBe(1);
  // A gRPC call is sent as it comes, and is kept for this as well.
  goneAway = 0;
  const session = await http2Session(bench.url);
  const grpc = { ":method": "POST", ":path": "/shop", "content-type": "application/grpc" };
  expect(await http2Call(session, grpc, "a call")).toMatchObject({ status: 200, body: "hello" });
  expect([goneAway, upstream.seen.at(-1)?.body]).toEqual([1, "a call"]);
  session.destroy();
});

test("a kept connection that dies is replaced for what may be repeated", async () => {
  const upstream = await plain(says("hello"));
  await publish(`http://localhost:${upstream.port}`);
  for (let i = 0; i < 20; i++) {
    expect(await reasonOf()).toMatchObject({ body: "hello", reason: undefined });
    for (const session of upstream.sessions) session.destroy();
  }
});

test("what must not be sent twice is not sent on a connection that may be dead: it asks for a sign of life first", async () => {
  const upstream = await plain(says("hello"));
  const proxy = await testProxy(upstream.port);
  const timeouts = { connectMs: 200, firstByteMs: 200 };
  await publish(`http://localhost:${proxy.port}`, { ...H2, timeouts });
  expect(await reasonOf({ method: "POST", body: "x" })).toMatchObject({ body: "hello" });
  const usedAt = performance.now();
  await until(() => performance.now() - usedAt > 1_100);
  expect(await reasonOf({ method: "POST", body: "x" })).toMatchObject({ body: "hello" });
  const againAt = performance.now();
  await until(() => performance.now() - againAt > 1_100);
  proxy.freeze();
  const post = await reasonOf({ method: "POST", body: "x" });
  expect(post).toMatchObject({ body: "second", reason: "connect_timeout" });
  expect(upstream.seen).toHaveLength(2);
});

test("connect, first byte, silence and breaks have their outcomes", async () => {
  const upstream = await plain(() => undefined);
  const timeouts = { connectMs: 300, firstByteMs: 100, idleMs: 200 };
  await publish(`http://localhost:${upstream.port}`, { ...H2, timeouts });
  expect(await reasonOf()).toMatchObject({ body: "second", reason: "first_byte_timeout" });
  upstream.handler = (stream) => {
    stream.respond({ ":status": 503 });
    stream.end("down");
  };
  expect(await reasonOf()).toMatchObject({ body: "second", reason: "status 503" });
  upstream.handler = (stream) => {
    stream.respond({ ":status": 200, "content-type": "text/event-stream" });
    stream.write("data: 1\n\n");
  };
  await expect(call(`${bench.url}/shop`)).rejects.toThrow();
  const [down] = closes;
  down?.();
  await publish(`http://localhost:${upstream.port}`, { ...H2, timeouts: { ...timeouts, connectMs: 250 } });
  expect(await reasonOf({ method: "POST", body: "x" })).toMatchObject({
    body: "second",
    reason: "connect_refused",
  });
});

test("a client that leaves resets its upstream stream; the connection and the others go on", async () => {
  const upstream = await plain(() => undefined);
  await publish(`http://localhost:${upstream.port}`);
  const { request } = await import("node:http");
  const leaving = request(`${bench.url}/shop`, { agent: false }).on("error", () => undefined);
  leaving.end();
  await until(() => upstream.seen.length === 1);
  const [session] = upstream.sessions;
  leaving.destroy();
  upstream.handler = says("hello");
  expect(await reasonOf()).toMatchObject({ body: "hello" });
  expect([...upstream.sessions]).toEqual([session]);
});

test("health checks speak HTTP/2 too", async () => {
  const upstream = await plain(says("hello"));
  const health = { active: { type: "http", path: "/up", intervalMs: 100, timeoutMs: 1000 } };
  await publish(`http://localhost:${upstream.port}`, { ...H2, health });
  await until(() => upstream.seen.some(({ headers }) => headers[":path"] === "/up"));
  expect(await reasonOf()).toMatchObject({ body: "hello" });
});
