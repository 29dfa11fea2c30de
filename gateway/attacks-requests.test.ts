import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench, rawExchange } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { RawUpstream } from "./test-raw-upstream.ts";

/* Targets, hosts, methods and headers that mean harm; and too much of everything. */

let bench: Bench;
let upstream: RawUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await new RawUpstream().start();
  const credential = { auth: { secretRef: "env:UPSTREAM_KEY", in: "header", name: "x-target-key" } };
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url, credential)]));
  await bench.gateway.publishApi("own", policy([http("a", `${upstream.url}/own`)]), {
    hosts: ["shop.example"],
    pathPrefix: "/",
  });
});

afterEach(async () => {
  await bench.stop();
  await upstream.stop();
});

const CLOSE = "Connection: close\r\n\r\n";

async function send(bytes: string): Promise<{ status: number; paths: string[]; text: string }> {
  upstream.clear();
  const { text } = await rawExchange(bench.url, bytes);
  expect([bytes, upstream.violations]).toEqual([bytes, []]);
  const paths = upstream.requests.map(({ requestLine }) => requestLine.split(" ")[1] ?? "");
  return { status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0), paths, text };
}
const get = (target: string, host = "x") => send(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${CLOSE}`);
const headersSeen = () => upstream.requests[0]?.headerLines.map((line) => line.toLowerCase()) ?? [];

test.each([
  "/shop/../other",
  "/shop/%2e%2e/other",
  "/shop/%2E./other",
  "/shop/..%2fother",
  "/shop/..%5cother",
  "/shop\\..\\other",
  "/shop/..;/other",
  "/shop/.;x/other",
  "/shop/..%3bx/other",
  "/shop/%00",
  "/shop/a%00.jpg",
  "/shop/a%2",
  "/shop/%zz",
  "/shop/a#fragment",
  "/shop/a?x#fragment",
  "shop",
  "*",
  "http://",
  "http://user@x/shop",
  "http://x,y/shop",
  "ftp://x/shop",
  "//x\\@y/..",
])("the target %s is refused", async (target) => {
  const { status, paths } = await get(target);
  expect([status, paths]).toEqual([400, []]);
});

test("a path has one spelling when it is routed and the same when it is passed on", async () => {
  for (const [target, passed] of [
    ["/%73hop/a", "/a"],
    ["/shop//a", "//a"],
    ["/shop/a%2Fb", "/a%2Fb"],
    ["/shop/a;x=1/b", "/a;x=1/b"],
    ["/shop/a%0d%0aX:%20y", "/a%0D%0AX:%20y"],
    ["/shop/%e4%bd", "/%E4%BD"],
    ["http://x/shop/a", "/a"],
    ["HTTP://X/shop/a?b=/../c", "/a?b=/../c"],
  ]) {
    const { status, paths } = await get(target as string);
    expect([target, status, paths]).toEqual([target, 200, [passed]]);
  }
  for (const target of ["//shop/a", "/SHOP/a", "/shopping", "/shop%2Fa"])
    expect([target, (await get(target)).status]).toEqual([target, 404]);
});

test.each([
  "user@shop.example",
  "shop.example/x",
  "shop.example, other",
  "sh op",
  "shöp.example",
  "a:b:c",
  "[::1",
  "x:99999999",
])("the host %s is refused", async (host) => {
  const { status, paths } = await get("/a", host);
  expect([status, paths]).toEqual([400, []]);
});

test("hosts are told apart as names, whatever their spelling", async () => {
  for (const host of [
    "shop.example",
    "SHOP.example",
    "shop.example.",
    "shop.example:8080",
    "shop.example.:80",
  ])
    expect([host, (await get("/a", host)).paths]).toEqual([host, ["/own/a"]]);
  for (const host of ["shop.example.evil", "evil-shop.example", "[::1]:80", "127.0.0.1"])
    expect([host, (await get("/a", host)).status]).toEqual([host, 404]);
  const both = await send(`GET http://shop.example/a HTTP/1.1\r\nHost: other\r\n${CLOSE}`);
  expect(both.paths).toEqual(["/own/a"]);
  expect(headersSeen()).toContain("x-forwarded-host: shop.example");
  expect((await send(`GET /a HTTP/1.1\r\nHost: x\r\nHost: shop.example\r\n${CLOSE}`)).status).toBe(400);
  expect((await send(`GET /a HTTP/1.1\r\n${CLOSE}`)).status).toBe(400);
});

test("methods that are none, and those that would turn the gateway on itself, go no further", async () => {
  for (const method of ["get", "FOO", "GET\0", "PRI", "\x7f", "G ET"])
    expect([method, await send(`${method} /shop/a HTTP/1.1\r\nHost: x\r\n${CLOSE}`)]).toMatchObject([
      method,
      { status: 400, paths: [] },
    ]);
  const tunnel = await send(
    `CONNECT 127.0.0.1:${upstream.port} HTTP/1.1\r\nHost: x\r\n\r\nGET /shop/a HTTP/1.1\r\nHost: x\r\n${CLOSE}`,
  );
  expect(tunnel.paths).toEqual([]);
  expect(tunnel.text).not.toMatch(/HTTP\/1\.1 2\d\d/);
  const trace = await send(`TRACE /shop/a HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\n${CLOSE}`);
  expect([trace.status, trace.paths]).toEqual([405, []]);
});

test("what only the gateway may say of itself never comes from a client", async () => {
  const forged = [
    "X-Fallback-Target: b",
    "X-Fallback-Drill: 1",
    "X_Fallback_Pin: b",
    "X-Forwarded-For: 10.0.0.1",
    "X_Forwarded_For: 10.0.0.1",
    "X-Real-IP: 10.0.0.1",
    "Forwarded: for=10.0.0.1",
    "X-Target-Key: forged",
    "Content_Length: 3",
    "Transfer_Encoding: chunked",
    "constructor: passes",
    "__proto__: passes",
  ];
  const { status, text } = await send(
    `GET /shop/a HTTP/1.1\r\nHost: x\r\n${forged.join("\r\n")}\r\n${CLOSE}`,
  );
  expect(status).toBe(200);
  const seen = headersSeen();
  expect(seen.filter((line) => /fallback|10\.0\.0\.1|forged|content_length|_encoding/.test(line))).toEqual(
    [],
  );
  expect(seen.filter((line) => line.startsWith("x-target-key:"))).toEqual([
    "x-target-key: secret of env:upstream_key",
  ]);
  expect(seen.filter((line) => line.endsWith(": passes"))).toHaveLength(2);
  expect(text).not.toMatch(/x-fallback/i);
});

test("too long a header, target or list of headers is answered and closes the connection", async () => {
  const long = "a".repeat(40_000);
  expect((await send(`GET /shop/a HTTP/1.1\r\nHost: x\r\nX: ${long}\r\n${CLOSE}`)).status).toBe(431);
  expect((await send(`GET /shop/${long} HTTP/1.1\r\nHost: x\r\n${CLOSE}`)).status).toBe(431);
  const many = (count: number) => "X: y\r\n".repeat(count);
  const tooMany = await send(`GET /shop/a HTTP/1.1\r\nHost: x\r\n${many(400)}${CLOSE}`);
  expect([tooMany.status, tooMany.paths]).toEqual([431, []]);
  expect((await send(`GET /shop/a HTTP/1.1\r\nHost: x\r\n${many(200)}${CLOSE}`)).status).toBe(200);
  expect((await call(`${bench.url}/shop/a`)).status).toBe(200);
});

test("garbage behind a request under way cuts the connection and writes nothing into its answer", async () => {
  upstream.answer = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 100\r\n\r\nfirst";
  const text = await new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(bench.url).port), "127.0.0.1");
    let seen = "";
    socket.write("GET /shop/a HTTP/1.1\r\nHost: x\r\n\r\n");
    socket.on("data", (bytes) => {
      seen += bytes.toString("latin1");
      if (seen.includes("first")) socket.write("\0garbage\r\n\r\n");
    });
    socket.on("error", () => undefined).on("close", () => resolve(seen));
  });
  expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
});

test("requests that come before an answer wait for it, and too many of them end the connection", async () => {
  upstream.answer = "";
  const socket = connect(Number(new URL(bench.url).port), "127.0.0.1");
  const one = (n: number) => `GET /shop/${n} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const closed = new Promise((resolve) => socket.on("error", () => undefined).on("close", resolve));
  socket.write(one(1) + one(2) + one(3));
  await until(() => upstream.requests.length === 1);
  socket.write(Array.from({ length: 1_000 }, (_, n) => one(n)).join(""));
  await closed;
  expect(upstream.requests.map(({ requestLine }) => requestLine)).toEqual(["GET /1 HTTP/1.1"]);
  upstream.answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const { text } = await rawExchange(
    bench.url,
    `${one(1)}${one(2)}GET /shop/3 HTTP/1.1\r\nHost: x\r\n${CLOSE}`,
  );
  expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
});

test("a target that leads back to the gateway ends after a few rounds, told as what it is", async () => {
  const second = http("b", upstream.url);
  await bench.gateway.publishApi("loop", policy([http("a", `${bench.url}/loop`), second]));
  const reply = await call(`${bench.url}/loop`);
  expect(reply.status).toBe(508);
  expect(reply.body).toContain("leads back");
  expect(upstream.requests).toEqual([]);
  const metrics = (await call(`${bench.gateway.adminUrl}/metrics`)).body;
  const rounds = [...metrics.matchAll(/^understudy_gateway_requests_total\{[^}]*loop[^}]*\} (\d+)$/gm)];
  expect(rounds.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(5);
});
