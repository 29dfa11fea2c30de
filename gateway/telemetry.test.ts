import { afterEach, beforeEach, expect, test } from "vitest";
import type { Target } from "#lib/fallback/schema";
import { digestOf } from "#lib/ids";
import { TelemetryBatch } from "#lib/telemetry/schema";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, TestGateway, until } from "./test-gateway.ts";
import { answers, hangs, startUpstream, type TestUpstream } from "./test-upstream.ts";

let bench: Bench;
let portal: TestUpstream;
let primary: TestUpstream;
let secondary: TestUpstream;

beforeEach(async () => {
  portal = await startUpstream(answers(204, ""));
  bench = await new Bench(
    new TestGateway({ telemetry: { url: `${portal.url}/api/v1/telemetry`, token: "t0k" } }),
  ).start();
  primary = await bench.upstream(answers(200, "primary"));
  secondary = await bench.upstream(answers(200, "secondary"));
});

afterEach(async () => {
  await bench.stop();
  await portal.stop();
});

const batches = () =>
  portal.requests
    .filter(({ body }) => body.endsWith("}"))
    .map(({ body }) => TelemetryBatch.parse(JSON.parse(body)));
const incidents = () => batches().flatMap((batch) => batch.incidents);

test("who serves, the incident and the traffic reach the portal", async () => {
  await bench.gateway.publishApi("shop", policy([http("a", primary.url), http("b", secondary.url)]));
  await until(() => batches().some((batch) => batch.serving.some(({ target }) => target === "a")));
  expect(portal.header(0, "authorization")).toBe("Bearer t0k");
  primary.behaviour = answers(503, "down");
  for (let i = 0; i < 5; i++) await call(`${bench.url}/shop`);
  await until(() => batches().some((batch) => batch.serving.some(({ target }) => target === "b")));
  await until(() => incidents().some(({ rescued }) => rescued === 3));
  expect(incidents().at(-1)).toMatchObject({
    versionId: "ver_shop",
    primaryTarget: "a",
    servingTarget: "b",
    failed: 0,
  });
  expect(incidents().at(-1)?.firstError).toBe("status 503");
  await until(() => batches().some((batch) => batch.traffic.length > 0));
  const traffic = batches().flatMap((batch) => batch.traffic);
  expect(traffic.reduce((sum, report) => sum + report.requests, 0)).toBe(5);
  expect(traffic.reduce((sum, report) => sum + report.rescued, 0)).toBe(3);
  expect(traffic.every(({ target, statusClass }) => target === "b" && statusClass === "2xx")).toBe(true);
});

test("targets that take no GET open an incident when the primary is out of service, and not before", async () => {
  const only = { when: { methods: ["POST"] } };
  const chain = [http("a", primary.url, only), http("b", secondary.url, only)];
  const serving = () => batches().flatMap((batch) => batch.serving.map(({ target }) => target));
  const post = () => call(`${bench.url}/shop`, { method: "POST", body: "{}" });
  await bench.gateway.publishApi("shop", policy(chain));
  expect(await post()).toMatchObject({ status: 200, body: "primary" });
  await until(() => serving().length > 0);
  expect(serving()).toEqual(["a"]);
  expect(incidents()).toEqual([]);
  primary.behaviour = answers(503, "down");
  for (let i = 0; i < 3; i++) await post();
  await until(() => incidents().length > 0);
  expect(incidents()[0]).toMatchObject({ cause: "state", primaryTarget: "a", servingTarget: "b" });
  expect(await post()).toMatchObject({ status: 200, body: "secondary" });
});

test("clients in more of a hurry than the policy open no incident", async () => {
  const hello: Target = { id: "hello", kind: "static", status: 200, body: "hello" };
  await bench.gateway.publishApi("shop", policy([http("a", primary.url), hello]));
  primary.behaviour = hangs;
  const headers = { "x-request-deadline-ms": "100" };
  for (let i = 0; i < 4; i++)
    expect(await call(`${bench.url}/shop`, { headers })).toMatchObject({ status: 200, body: "hello" });
  primary.behaviour = answers(503, "down");
  for (let i = 0; i < 3; i++) await call(`${bench.url}/shop`);
  await until(() => incidents().some(({ rescued }) => rescued >= 3));
  expect(incidents().map(({ firstError }) => firstError)).toEqual(incidents().map(() => "status 503"));
  expect(incidents().at(-1)?.rescued).toBe(3);
});

test("attempts are counted by target and outcome, and what they cost the rescued requests", async () => {
  await bench.gateway.publishApi("shop", policy([http("a", primary.url), http("b", secondary.url)]));
  await call(`${bench.url}/shop`);
  primary.behaviour = answers(503, "down");
  for (let i = 0; i < 5; i++) await call(`${bench.url}/shop`);
  await until(() => batches().some((batch) => batch.attempts.some(({ target }) => target === "b")));
  const attempts = new Map<string, number>();
  for (const { target, outcome, attempts: count } of batches().flatMap((batch) => batch.attempts))
    attempts.set(`${target} ${outcome}`, (attempts.get(`${target} ${outcome}`) ?? 0) + count);
  expect(Object.fromEntries(attempts)).toEqual({ "a answered": 1, "a status 503": 3, "b answered": 5 });
  const places = new Map(
    batches().flatMap((batch) => batch.attempts.map((one) => [one.target, one.addresses])),
  );
  expect(places.get("b")).toBe(digestOf([secondary.url]));
  expect(places.get("a")).toBe(digestOf([primary.url]));
  const added = batches().flatMap((batch) => batch.traffic.map((report) => report.added ?? []));
  expect(added.flat().reduce((sum, count) => sum + count, 0)).toBe(3);
  const { body } = await call(`${bench.gateway.adminUrl}/metrics`);
  for (const line of [
    'attempts_total{api="shop",version="v1",target="a",outcome="status 503"} 3',
    'attempts_total{api="shop",version="v1",target="b",outcome="answered"} 5',
    'rescue_added_seconds_count{api="shop",version="v1"} 3',
  ])
    expect(body).toContain(`understudy_gateway_${line}`);
});

test("the portal hears when a state ends by itself, and of every step of a slow start", async () => {
  const chain = [
    http("a", primary.url, { health: { passive: { failures: 1, ejectMs: 200 } } }),
    http("b", secondary.url),
  ];
  const failback = { mode: "auto", holdDownMs: 200, slowStartMs: 4_000 } as const;
  await bench.gateway.publishApi("shop", policy(chain, { failback }));
  primary.behaviour = answers(503, "down");
  await call(`${bench.url}/shop`);
  const states = () =>
    batches().flatMap((batch) =>
      batch.serving.flatMap((report) => report.states.filter(({ id }) => id === "a")),
    );
  await until(() => states().filter(({ state }) => state === "ramping").length >= 3);
  const [ejected, held] = ["ejected", "held"].map((name) => states().find(({ state }) => state === name));
  expect(ejected).toMatchObject({ reason: "status 503", until: held?.since });
  expect(Date.parse(held?.until ?? "") - Date.parse(held?.since ?? "")).toBe(200);
  const shares = states().flatMap(({ sharePercent = -1, state }) =>
    state === "ramping" ? sharePercent : [],
  );
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(new Set(shares).size).toBeGreaterThan(1);
});

test("the portal hears why the primary does not answer now, not why it once did not", async () => {
  const chain = [
    http("a", primary.url, { health: { passive: { failures: 1, ejectMs: 100, statuses: [502] } } }),
    http("b", secondary.url),
  ];
  const reports = () => batches().flatMap((batch) => batch.serving);
  await bench.gateway.publishApi("shop", policy(chain, { failback: { mode: "auto", holdDownMs: 0 } }));
  primary.behaviour = answers(502, "down");
  await call(`${bench.url}/shop`);
  await until(() => reports().some(({ target }) => target === "b"));
  await until(() => reports().at(-1)?.target === "a");
  expect(reports().at(-1)?.states[0]).toMatchObject({ state: "up", reason: "" });
  expect(reports().find(({ target }) => target === "b")?.reason).toBe("status 502");
  primary.behaviour = answers(503, "full", { "retry-after": "60" });
  await call(`${bench.url}/shop`);
  await until(() => reports().at(-1)?.target === "b");
  expect(reports().at(-1)).toMatchObject({
    reason: "cooling",
    states: [{ state: "cooling", reason: "cooling" }, {}],
  });
});

test("the portal hears that the fallback stays in service though the primary is up", async () => {
  const chain = [
    http("a", primary.url, { health: { passive: { failures: 1, ejectMs: 100 } } }),
    http("b", secondary.url),
  ];
  await bench.gateway.publishApi("shop", policy(chain, { failback: { mode: "sticky", holdDownMs: 0 } }));
  primary.behaviour = answers(503, "down");
  await call(`${bench.url}/shop`);
  const reasons = () =>
    batches().flatMap(({ serving }) =>
      serving.flatMap(({ target, reason }) => (target === "b" ? reason : [])),
    );
  await until(() => reasons().length === 2);
  expect(reasons()).toEqual(["status 503", "sticky"]);
});

test("a half-open circuit is a state of its own", async () => {
  const circuit = { consecutive: 1, openMs: 150 };
  const chain = [
    http("a", primary.url, { circuit, health: { passive: { failures: 100 } } }),
    http("b", secondary.url),
  ];
  await bench.gateway.publishApi("shop", policy(chain));
  primary.behaviour = answers(503, "down");
  await call(`${bench.url}/shop`);
  const seen = () =>
    batches().flatMap((batch) => batch.serving.flatMap(({ states }) => states[0]?.state ?? []));
  await until(() => seen().includes("half_open"));
  expect(seen()).toContain("open");
  const { body } = await call(`${bench.gateway.adminUrl}/metrics`);
  expect(body).toContain('target_state{api="shop",version="v1",target="a",state="half_open"} 1');
});

test("with the portal down requests are served, and the same batch arrives once it is back", async () => {
  portal.behaviour = answers(503, "down");
  await bench.gateway.publishApi("shop", policy([http("a", primary.url)]));
  expect((await call(`${bench.url}/shop`)).status).toBe(200);
  await until(() => batches().length >= 2);
  portal.behaviour = answers(204, "");
  const refused = batches().length;
  await until(() => batches().length > refused);
  const ids = batches().map(({ batchId }) => batchId);
  expect(new Set(ids.slice(0, refused + 1)).size).toBe(1);
});

test("metrics tell of requests, targets and the revision", async () => {
  await bench.gateway.publishApi("shop", policy([http("a", primary.url)]));
  await call(`${bench.url}/shop`);
  await call(`${bench.url}/none`);
  const { body } = await call(`${bench.gateway.adminUrl}/metrics`);
  expect(body).toContain(
    'understudy_gateway_requests_total{api="shop",version="v1",target="a",status_class="2xx"} 1',
  );
  expect(body).toContain('understudy_gateway_target_state{api="shop",version="v1",target="a",state="up"} 1');
  expect(body).toContain("understudy_gateway_applied_revision 1");
  expect(body).toContain('understudy_gateway_unrouted_total{status="404"} 1');
  expect(body).toContain("understudy_gateway_nodejs_eventloop_lag_seconds");
});
