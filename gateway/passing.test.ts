import { createServer as createHttpServer, request as httpRequest } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { listen } from "./listening.ts";
import { Bench, rawExchange } from "./test-sockets.ts";
import { call, http, policy } from "./test-gateway.ts";
import { answers } from "./test-upstream.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

test("an answer without a length that breaks off is reset for a client of HTTP/1.0, which could not tell otherwise", async () => {
  const upstream = await bench.upstream((request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: first\n\n");
    setTimeout(() => request.socket.destroy(), 60);
  });
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const old = await rawExchange(bench.url, "GET /shop HTTP/1.0\r\nHost: x\r\n\r\n");
  expect(old.text).toContain("data: first");
  expect(old.reset).toBe(true);
});

test("an answer streams as it comes, before its end", async () => {
  let finish = () => undefined as void;
  const upstream = await bench.upstream((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: 1\n\n");
    finish = () => void response.end("data: 2\n\n");
  });
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  await new Promise<void>((resolve, reject) => {
    httpRequest(`${bench.url}/shop`, { agent: false }, (response) => {
      response.once("data", (chunk: Buffer) => {
        expect(String(chunk)).toBe("data: 1\n\n");
        finish();
      });
      response.on("end", resolve).on("error", reject);
    }).end();
  });
});

test("a large answer waits for a slow client instead of filling the memory", async () => {
  const size = 64 * 1024 * 1024;
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
  const received = await new Promise<number>((resolve, reject) => {
    httpRequest(`${bench.url}/shop`, { agent: false }, (response) => {
      response.pause();
      let bytes = 0;
      let last = -1;
      const settled = setInterval(() => {
        if (written !== last) return void (last = written);
        clearInterval(settled);
        expect(written).toBeLessThan(size / 2);
        response
          .on("data", (chunk: Buffer) => (bytes += chunk.length))
          .on("end", () => resolve(bytes))
          .on("error", reject)
          .resume();
      }, 100);
    }).end();
  });
  expect(received).toBe(size);
});

test.each(["1.1", "2"])(
  "a client that pauses for longer than an upstream may be silent gets all, from HTTP/%s",
  async (httpVersion) => {
    const size = 16 * 1024 * 1024;
    const answer = (_request: unknown, response: { end(body: Buffer): void }) =>
      response.end(Buffer.alloc(size, "x"));
    const isHttp2 = httpVersion === "2";
    const server = isHttp2 ? createHttp2Server(answer) : createHttpServer(answer);
    const port = await listen(server, 0, "127.0.0.1");
    onTestFinished(() => void server.close());
    const target = http("a", `http://127.0.0.1:${port}`, isHttp2 ? { protocol: "http2" } : {});
    const timeouts = { connectMs: 500, firstByteMs: 4000, idleMs: 200 };
    await bench.gateway.publishApi("shop", policy([{ ...target, timeouts }]));
    const received = await new Promise<number>((resolve, reject) => {
      httpRequest(`${bench.url}/shop`, { agent: false }, (response) => {
        let bytes = 0;
        response.on("data", (chunk: Buffer) => (bytes += chunk.length));
        response.on("end", () => resolve(bytes)).on("error", reject);
        response.pause();
        setTimeout(() => response.resume(), 1_000);
      }).end();
    });
    expect(received).toBe(size);
  },
);

test("HEAD, 204, 304, trailers and early hints pass", async () => {
  const upstream = await bench.upstream((request, response) => {
    switch (request.url) {
      case "/head":
        return void response.writeHead(200, { "content-length": 12, "x-a": "1" }).end();
      case "/204":
        return void response.writeHead(204).end();
      case "/304":
        return void response.writeHead(304, { etag: '"e"' }).end();
      default:
        response.writeEarlyHints({ link: "</a.css>; rel=preload" });
        response.writeHead(200, { trailer: "x-sum" });
        response.write("body");
        response.addTrailers({ "x-sum": "42" });
        return void response.end();
    }
  });
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const head = await call(`${bench.url}/shop/head`, { method: "HEAD" });
  expect(head).toMatchObject({ status: 200, body: "" });
  expect(head.headers).toMatchObject({ "content-length": "12", "x-a": "1" });
  expect(await call(`${bench.url}/shop/204`)).toMatchObject({ status: 204, body: "" });
  expect((await call(`${bench.url}/shop/304`)).headers["etag"]).toBe('"e"');
  expect(await call(`${bench.url}/shop/trailers`)).toMatchObject({
    body: "body",
    trailers: { "x-sum": "42" },
  });
  const raw = await rawExchange(bench.url, "GET /shop/hint HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  expect(raw.text).toMatch(/^HTTP\/1\.1 103 .*\r\nlink: <\/a\.css>; rel=preload/i);
});

test("headers of a connection end here, those about the client are written anew", async () => {
  const upstream = await bench.upstream((_request, response) => {
    response
      .writeHead(200, { connection: "x-secret", "x-secret": "1", "x-kept": "2", "keep-alive": "timeout=9" })
      .end("ok");
  });
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const reply = await call(`${bench.url}/shop`, {
    headers: {
      connection: "close, x-hop",
      "x-hop": "1",
      "proxy-authorization": "Basic x",
      te: "trailers",
      "x-kept": "1",
      "x-forwarded-for": "6.6.6.6",
      forwarded: "for=6.6.6.6",
      "x-real-ip": "6.6.6.6",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      "x-request-id": "given-1",
    },
  });
  for (const gone of ["x-hop", "proxy-authorization", "te", "x-real-ip"])
    expect(upstream.header(0, gone)).toBeUndefined();
  expect(upstream.header(0, "x-kept")).toBe("1");
  expect(upstream.header(0, "x-forwarded-for")).toBe("127.0.0.1");
  expect(upstream.header(0, "forwarded")).toMatch(/^for=127\.0\.0\.1;host="127\.0\.0\.1:\d+";proto=http$/);
  expect(upstream.header(0, "via")).toBe("1.1 understudy");
  expect(upstream.header(0, "traceparent")).toBe("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  expect(upstream.header(0, "x-request-id")).toBe("given-1");
  expect(reply.headers["x-secret"]).toBeUndefined();
  expect(reply.headers).toMatchObject({ "x-kept": "2", "x-request-id": "given-1" });
});

test("a request without them gets a request id and a trace of its own; a harmful id is replaced", async () => {
  const upstream = await bench.upstream(answers(200, "ok"));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const reply = await call(`${bench.url}/shop`, {
    headers: { "x-request-id": "a b<c>", traceparent: "junk" },
  });
  const [, traceId = ""] =
    /^00-([0-9a-f]{32})-[0-9a-f]{16}-00$/.exec(upstream.header(0, "traceparent") ?? "") ?? [];
  expect(upstream.header(0, "x-request-id")).toBe(traceId);
  expect(reply.headers["x-request-id"]).toBe(upstream.header(0, "x-request-id"));
});

test("requests of one trace that the client began get an id each", async () => {
  const upstream = await bench.upstream(answers(200, "ok"));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
  for (const at of [0, 1]) {
    await call(`${bench.url}/shop`, { headers });
    expect(upstream.header(at, "x-request-id")).toMatch(/^[0-9a-f]{32}$/);
  }
  const ids = [0, 1].map((at) => upstream.header(at, "x-request-id"));
  expect(new Set([...ids, traceId]).size).toBe(3);
});

test("a credential goes into the header or the query of its target alone", async () => {
  const first = await bench.upstream(answers(503, "down"));
  const second = await bench.upstream(answers(503, "down"));
  const third = await bench.upstream(answers(200, "third"));
  const auth = (name: string, where: "header" | "query") => ({
    auth: { secretRef: `env:${name}`, in: where, name },
  });
  await bench.gateway.publishApi(
    "shop",
    policy([
      http("a", first.url, auth("authorization", "header")),
      http("b", second.url, auth("api_key", "query")),
      http("c", third.url, { rewrite: { setHeaders: { "x-set": "c" }, removeHeaders: ["x-gone"] } }),
    ]),
  );
  const headers = { authorization: "Bearer client", "x-gone": "1" };
  expect(await call(`${bench.url}/shop/x?api_key=mine&q=1`, { headers })).toMatchObject({ status: 200 });
  expect(first.header(0, "authorization")).toBe("secret of env:authorization");
  expect(first.requests[0]?.url).toBe("/x?api_key=mine&q=1");
  expect(second.header(0, "authorization")).toBe("Bearer client");
  expect(second.requests[0]?.url).toBe("/x?q=1&api_key=secret%20of%20env%3Aapi_key");
  expect(third.header(0, "authorization")).toBe("Bearer client");
  expect(third.requests[0]?.url).toBe("/x?api_key=mine&q=1");
  expect([third.header(0, "x-set"), third.header(0, "x-gone")]).toEqual(["c", undefined]);
});

test("host, prefix and rewrite", async () => {
  const upstream = await bench.upstream(answers(200, "ok"));
  const publish = (target: object, match: object = {}) =>
    bench.gateway.publishApi("shop", policy([http("a", `${upstream.url}/base`, target)]), match);
  const headers = { host: "shop.example" };
  await publish({ host: { mode: "pass" } });
  await call(`${bench.url}/shop/a/b`, { headers });
  await publish({ host: { mode: "set", value: "inner.example" } });
  await call(`${bench.url}/shop`, { headers });
  await publish(
    { host: { mode: "upstream" }, rewrite: { stripPrefix: "/a", addPrefix: "/z" } },
    { stripPrefix: false },
  );
  await call(`${bench.url}/shop/a/b?x=%2F`, { headers });
  await publish({ rewrite: { stripPrefix: "/a", addPrefix: "/z" } });
  await call(`${bench.url}/shop/a/b`, { headers });
  await call(`${bench.url}/shop/ab`, { headers });
  expect(upstream.requests.map(({ url }, index) => [upstream.header(index, "host"), url])).toEqual([
    ["shop.example", "/base/a/b"],
    ["inner.example", "/base"],
    [`127.0.0.1:${upstream.port}`, "/base/z/shop/a/b?x=%2F"],
    [expect.any(String), "/base/z/b"],
    [expect.any(String), "/base/z/ab"],
  ]);
});

test("unknown addresses and methods get problem documents", async () => {
  const upstream = await bench.upstream(answers(200, "ok"));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]), { methods: ["GET"] });
  const missing = await call(`${bench.url}/shopping`);
  expect(missing.status).toBe(404);
  expect(missing.headers["content-type"]).toBe("application/problem+json");
  expect(JSON.parse(missing.body)).toMatchObject({
    status: 404,
    code: "not_found",
    requestId: missing.headers["x-request-id"],
  });
  const method = await call(`${bench.url}/shop`, { method: "DELETE" });
  expect(method.status).toBe(405);
  expect(method.headers["allow"]).toBe("GET, HEAD");
  const version = { "sec-websocket-version": "12" };
  const handshake = { connection: "Upgrade", upgrade: "websocket", ...version };
  expect(await call(`${bench.url}/shop`, { headers: handshake })).toMatchObject({ status: 426 });
  expect(
    await call(`${bench.url}/shop`, { headers: { connection: "Upgrade", upgrade: "h2c" } }),
  ).toMatchObject({ status: 200 });
});

test("ambiguous requests are refused and nothing of them is forwarded", async () => {
  const upstream = await bench.upstream(answers(200, "ok"));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const smuggled = [
    "POST /shop HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
    "POST /shop HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "POST /shop HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
    "POST /shop HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
    "POST /shop HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\nhello",
    "GET /shop HTTP/1.1\r\nHost: x\r\nHost: y\r\nConnection: close\r\n\r\n",
    "GET /shop HTTP/1.1\r\nConnection: close\r\n\r\n",
    "GET /shop/../other HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "GET /shop/%2e%2e/other HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "GET /shop/x HTTP/1.1\r\nHost: x\r\nX-Folded: a\r\n b\r\nConnection: close\r\n\r\n",
  ];
  for (const bytes of smuggled) {
    const { text } = await rawExchange(bench.url, bytes);
    expect([bytes, text.slice(0, 13)]).toEqual([bytes, "HTTP/1.1 400 "]);
  }
  expect(upstream.hits).toBe(0);
});
