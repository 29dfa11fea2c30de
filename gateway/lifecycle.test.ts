import { afterEach, beforeEach, expect, test } from "vitest";
import type { RouteBody } from "#lib/routing/schema";
import { call, http, policy, routeBody, type Reply } from "./test-gateway.ts";
import { Bench } from "./test-sockets.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

const DEPRECATED_AT = Date.parse("2026-10-01T00:00:00Z");
const SUNSET_AT = Date.parse("2027-03-01T00:00:00Z");
const INFO = "https://portal.example/apis/shop?version=v1";
const HOUR = 3_600_000;

let bench: Bench;
let upstream: TestUpstream;

const deprecated = {
  stage: "deprecated",
  deprecatedAtMs: DEPRECATED_AT,
  sunsetAtMs: SUNSET_AT,
  successor: { api: "shop", version: "v2", pathPrefix: "/shop-2" },
  infoUrl: INFO,
  brownouts: [],
} as const satisfies RouteBody["lifecycle"];

const publish = (more: Partial<RouteBody>) =>
  bench.gateway.publish({
    "routes/shop/v1": { ...routeBody("shop", policy([http("a", upstream.url)])), ...more },
  });
const get = () => call(`${bench.url}/shop/orders`);
const detailOf = (reply: Reply) => (JSON.parse(reply.body) as { detail: string }).detail;

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await bench.upstream(answers(200, "orders"));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
});

afterEach(() => bench.stop());

test("a version that goes on says nothing of an end", async () => {
  const reply = await get();
  expect(reply.status).toBe(200);
  expect(Object.keys(reply.headers)).not.toEqual(expect.arrayContaining(["deprecation"]));
});

test("a deprecated version serves, and says since when, until when, and what follows", async () => {
  await publish({ lifecycle: deprecated });
  expect(await get()).toMatchObject({
    status: 200,
    body: "orders",
    headers: {
      deprecation: `@${DEPRECATED_AT / 1000}`,
      sunset: "Mon, 01 Mar 2027 00:00:00 GMT",
      link: `</shop-2>; rel="successor-version", <${INFO}>; rel="deprecation"; type="text/html", <${INFO}>; rel="sunset"; type="text/html"`,
    },
  });
});

test("a retired version is gone, and names what to call instead", async () => {
  await publish({ lifecycle: { ...deprecated, stage: "retired" } });
  const reply = await get();
  expect(reply).toMatchObject({
    status: 410,
    headers: {
      "content-type": "application/problem+json",
      sunset: "Mon, 01 Mar 2027 00:00:00 GMT",
      link: expect.stringContaining('</shop-2>; rel="successor-version"') as string,
    },
  });
  expect(detailOf(reply)).toBe(`shop v1 is retired. Call shop v2 instead, at /shop-2. More: ${INFO}`);
  expect(upstream.hits).toBe(0);
});

test("a blocked version answers nobody until it is unblocked", async () => {
  await publish({ blocked: { sinceMs: DEPRECATED_AT } });
  const reply = await get();
  expect(reply.status).toBe(503);
  expect(detailOf(reply)).toContain("blocked by its owners");
  expect(upstream.hits).toBe(0);
  await publish({});
  expect(await get()).toMatchObject({ status: 200 });
});

test("during an announced brown-out a deprecated version answers nobody, and says for how long", async () => {
  const nowMs = Date.now();
  const past = { fromMs: nowMs - 2 * HOUR, untilMs: nowMs - HOUR };
  const ahead = { fromMs: nowMs + HOUR, untilMs: nowMs + 2 * HOUR };
  await publish({ lifecycle: { ...deprecated, brownouts: [past, ahead] } });
  expect(await get()).toMatchObject({ status: 200 });
  await publish({
    lifecycle: { ...deprecated, brownouts: [past, { fromMs: nowMs - 1_000, untilMs: nowMs + HOUR }] },
  });
  const reply = await get();
  expect(reply.status).toBe(503);
  expect(detailOf(reply)).toContain("announced brown-out");
  expect(Number(reply.headers["retry-after"])).toBeGreaterThan(3_000);
  expect(Number(reply.headers["retry-after"])).toBeLessThanOrEqual(3_600);
});
