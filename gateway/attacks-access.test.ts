import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newKey } from "#lib/credentials";
import { applicationBody, closedRoute, keyOf, published, subscriptionTo } from "./test-access.ts";
import { call, http, policy, TestGateway } from "./test-gateway.ts";
import { Bench, rawExchange } from "./test-sockets.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

/* Whoever wants in without a right to, or wants to learn a key: nothing reaches the target, and no key leaves the gateway. */

let bench: Bench;
let gateway: TestGateway;
let upstream: TestUpstream;
let key: string;
let logged: string;

const sink = new Writable({
  write: (chunk: Buffer, _encoding, done) => {
    logged += chunk.toString();
    done();
  },
});
const get = (headers: Record<string, string | string[]> = {}, path = "/shop") =>
  call(`${bench.url}${path}`, { headers });

beforeEach(async () => {
  logged = "";
  bench = await new Bench(new TestGateway({ log: pino({ level: "trace" }, sink) })).start();
  gateway = bench.gateway;
  upstream = await bench.upstream(answers(200, "inside"));
  await gateway.publishApi("open", policy([http("a", upstream.url)]));
  const made = keyOf("web");
  key = made.key;
  await gateway.publish({
    "routes/shop/v1": closedRoute("shop", policy([http("a", upstream.url)])),
    ...published(applicationBody("web", [subscriptionTo("shop")])),
    ...made.documents,
  });
});

afterEach(() => bench.stop());

const BAD: Record<string, () => Promise<{ headers?: Record<string, string | string[]>; path?: string }>> = {
  "a made-up key with a good checksum": async () => ({ headers: { "x-api-key": newKey("production") } }),
  "a key of another environment": async () => ({ headers: { "x-api-key": newKey("sandbox") } }),
  "a key of one character less": async () => ({ headers: { "x-api-key": key.slice(0, -1) } }),
  "a key in other case": async () => ({ headers: { "x-api-key": key.toUpperCase() } }),
  "a key with something behind it": async () => ({ headers: { "x-api-key": `${key}, ${key}` } }),
  "the SHA-256 of a key": async () => ({ headers: { "x-api-key": "a".repeat(64) } }),
  "an empty key": async () => ({ headers: { "x-api-key": "" } }),
  "a huge key": async () => ({ headers: { authorization: `Bearer usk_production_${"a".repeat(20_000)}` } }),
  "a key in the query": async () => ({ path: `/shop?api_key=${key}` }),
  "a key in the query beside a good one": async () => ({
    path: `/shop?k=${key}`,
    headers: { "x-api-key": key },
  }),
  "two keys": async () => ({
    headers: { "x-api-key": key, authorization: `Bearer ${newKey("production")}` },
  }),
  "two key headers": async () => ({ headers: { "x-api-key": [key, newKey("production")] } }),
  "a header in which underscores stand": async () => ({ headers: { x_api_key: newKey("production") } }),
  "a key as a password": async () => ({
    headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` },
  }),
  "a key in a cookie": async () => ({ headers: { cookie: `x-api-key=${key}` } }),
  "the names that only the gateway may use": async () => ({
    headers: { "x-understudy-application": "app_web", "x-fallback-target": "a" },
  }),
  "an expired key": async () => {
    const made = keyOf("web", { notAfterMs: Date.now() - 1 });
    await gateway.publish(made.documents);
    return { headers: { "x-api-key": made.key } };
  },
  "a revoked key": async () => {
    const made = keyOf("web", { state: "revoked" });
    await gateway.publish(made.documents);
    return { headers: { "x-api-key": made.key } };
  },
  "a key of an ended subscription": async () => {
    await gateway.publish(published(applicationBody("web", [subscriptionTo("shop", { state: "ended" })])));
    return { headers: { "x-api-key": key } };
  },
  "a key of an application that is subscribed to something else": async () => {
    await gateway.publish(published(applicationBody("web", [subscriptionTo("open")])));
    return { headers: { "x-api-key": key } };
  },
};

test.each(Object.entries(BAD))("%s gets nobody in", async (_name, make) => {
  const { headers = {}, path = "/shop" } = await make();
  const reply = await get(headers, path);
  expect([400, 401, 403]).toContain(reply.status);
  expect(reply.headers["content-type"]).toBe("application/problem+json");
  expect(reply.body).not.toContain("usk_production_");
  expect(upstream.hits).toBe(0);
  expect(await get({ "x-api-key": newKey("production") })).toMatchObject({ status: 401 });
});

test("a key in the query is refused with what to do about it", async () => {
  const reply = await get({}, `/shop?api_key=${key}`);
  expect(reply.status).toBe(400);
  expect(JSON.parse(reply.body)).toMatchObject({ detail: expect.stringContaining("Revoke it") });
});

test("several Authorization headers are refused, whichever is good", async () => {
  const request = (first: string, second: string) =>
    rawExchange(
      bench.url,
      `GET /shop HTTP/1.1\r\nHost: a\r\nAuthorization: ${first}\r\nAuthorization: ${second}\r\nConnection: close\r\n\r\n`,
    );
  for (const [first, second] of [
    [`Bearer ${key}`, "Bearer other"],
    ["Bearer other", `Bearer ${key}`],
    [`Bearer ${key}`, `Bearer ${key}`],
  ] as const)
    expect((await request(first, second)).text).toMatch(/^HTTP\/1.1 400 /);
  expect(upstream.hits).toBe(0);
});

test("a key named by Connection, to have it dropped on the way, is a key all the same", async () => {
  const answer = await rawExchange(
    bench.url,
    `GET /shop HTTP/1.1\r\nHost: a\r\nX-Api-Key: ${newKey("production")}\r\nConnection: close, x-api-key\r\n\r\n`,
  );
  expect(answer.text).toMatch(/^HTTP\/1.1 401 /);
  expect(upstream.hits).toBe(0);
});

test("keys are nowhere: not upstream, not in logs, metrics, the snapshot or what is kept of quotas", async () => {
  await gateway.publish(
    published(applicationBody("web", [subscriptionTo("shop", { quota: { requests: 9, per: "day" } })])),
  );
  for (const headers of [
    { "x-api-key": key },
    { authorization: `Bearer ${key}` },
    { X_API_KEY: key, authorization: `bearer ${key}` },
  ])
    expect(await get(headers)).toMatchObject({ status: 200 });
  await get({ authorization: `Bearer ${key}`, "x-api-key": key }, "/open");
  await get({}, `/shop?api_key=${key}`);
  await get({ "x-api-key": `${key}x` });
  const metrics = (await call(`${gateway.adminUrl}/metrics`)).body;
  expect(metrics).toContain(
    'understudy_gateway_refused_total{api="shop",version="v1",reason="credential_in_query"} 1',
  );
  await gateway.gateway.drain();
  const files = await Promise.all(
    (await readdir(gateway.snapshotDir, { recursive: true, withFileTypes: true }))
      .filter((file) => file.isFile())
      .map((file) => readFile(join(file.parentPath, file.name), "latin1")),
  );
  expect(files.length).toBeGreaterThan(1);
  const secret = key.slice(0, -6).slice(-20);
  expect(JSON.stringify(upstream.requests)).toContain("/shop".slice(5));
  for (const text of [JSON.stringify(upstream.requests), logged, metrics, ...files])
    expect(text).not.toContain(secret);
});

test("an answer that was kept for one application is not given to another, whatever header keys stand in", async () => {
  const other = keyOf("mobile", { keyId: "key_2" });
  const kept = {
    id: "last",
    kind: "stale",
    isolateBy: "consumer",
    maxStaleMs: 60_000,
    maxEntryBytes: 10_000,
  };
  await gateway.publish({
    "routes/shop/v1": closedRoute(
      "shop",
      policy([http("a", upstream.url, { health: { passive: { failures: 1 } } }), kept as never]),
      { key: { header: "x-shop-key" } },
    ),
    ...published(applicationBody("mobile", [subscriptionTo("shop", { id: "sub_mobile" })])),
    ...other.documents,
  });
  expect(await get({ "x-shop-key": key })).toMatchObject({ status: 200, body: "inside" });
  upstream.behaviour = answers(503, "down");
  expect(await get({ "x-shop-key": key })).toMatchObject({
    status: 200,
    headers: { "x-fallback-stale": "true" },
  });
  expect((await get({ "x-shop-key": other.key })).status).toBe(503);
});

describe("pages of other origins", () => {
  const cors = {
    origins: ["https://shop.example"],
    methods: ["GET", "PUT"],
    headers: [],
    exposeHeaders: [],
    credentials: true,
    maxAgeSeconds: 600,
  };
  const preflight = (origin: string, method = "PUT") =>
    call(`${bench.url}/shop`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": method },
    });

  beforeEach(async () => {
    upstream.behaviour = answers(200, "inside", { "access-control-allow-origin": "*" });
    const route = closedRoute("shop", policy([http("a", upstream.url)]), { cors });
    const [match] = route.match;
    await gateway.publish({
      "routes/shop/v1": {
        ...route,
        match: [{ ...match, pathPrefix: "/shop", methods: ["GET", "PUT"] }] as never,
      },
    });
  });

  test("are answered before anybody is asked who they are, and the target is not bothered", async () => {
    expect(await preflight("https://shop.example")).toMatchObject({
      status: 204,
      headers: {
        "access-control-allow-origin": "https://shop.example",
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "GET, PUT",
        "access-control-allow-headers": "authorization, content-type, x-api-key",
        "access-control-max-age": "600",
        vary: "Origin",
      },
    });
    expect(upstream.hits).toBe(0);
  });

  test("are not reflected when nobody listed them, whatever the target says", async () => {
    for (const origin of ["https://evil.example", "https://shop.example.evil.example", "null"]) {
      const refused = await preflight(origin);
      expect([refused.status, refused.headers["access-control-allow-origin"]]).toEqual([403, undefined]);
      const reply = await get({ origin, "x-api-key": key });
      expect([reply.status, reply.headers["access-control-allow-origin"]]).toEqual([200, undefined]);
    }
    expect(await preflight("https://shop.example", "DELETE")).toMatchObject({ status: 405 });
  });

  test("can read answers and refusals when they are listed", async () => {
    const origin = "https://shop.example";
    const reply = await get({ origin, "x-api-key": key });
    expect(reply.rawHeaders.filter((name) => /^access-control-allow-origin$/i.test(name))).toHaveLength(1);
    expect(reply.headers).toMatchObject({ "access-control-allow-origin": origin, vary: "Origin" });
    expect(await get({ origin })).toMatchObject({
      status: 401,
      headers: { "access-control-allow-origin": origin, "access-control-allow-credentials": "true" },
    });
  });

  test("an ordinary OPTIONS needs a key like any other request", async () => {
    await gateway.publish({
      "routes/shop/v1": closedRoute("shop", policy([http("a", upstream.url)]), { cors }),
    });
    expect(await call(`${bench.url}/shop`, { method: "OPTIONS" })).toMatchObject({ status: 401 });
  });
});
