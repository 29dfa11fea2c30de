import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { call, http, policy } from "./test-gateway.ts";
import { Bench } from "./test-sockets.ts";
import { answers, closedPort } from "./test-upstream.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

/** Value by series of the metrics whose names begin so. */
async function metrics(prefix: string): Promise<Record<string, number>> {
  const { body } = await call(`${bench.gateway.adminUrl}/metrics`);
  const lines = body.split("\n").filter((line) => line.startsWith(prefix));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

test("requests, rescues and durations are counted once, however often they are read", async () => {
  const upstream = await bench.upstream((request, response) =>
    answers(request.url === "/404" ? 404 : 200, "ok")(request, response),
  );
  const chain = [http("a", `http://127.0.0.1:${await closedPort()}`), http("b", upstream.url)];
  await bench.gateway.publishApi("shop", policy(chain));
  await bench.gateway.publishApi("plain", policy([http("a", upstream.url)]));
  await call(`${bench.url}/shop`);
  await call(`${bench.url}/shop/404`);
  await call(`${bench.url}/plain`);
  await metrics("");
  const of = 'api="shop",version="v1"';
  expect(await metrics(`understudy_gateway_requests_total{${of}`)).toEqual({
    [`understudy_gateway_requests_total{${of},target="b",status_class="2xx"}`]: 1,
    [`understudy_gateway_requests_total{${of},target="b",status_class="4xx"}`]: 1,
  });
  expect(await metrics("understudy_gateway_rescued_total")).toEqual({
    [`understudy_gateway_rescued_total{${of}}`]: 2,
  });
  expect(await metrics("understudy_gateway_extra_attempts_total")).toEqual({
    [`understudy_gateway_extra_attempts_total{${of}}`]: 2,
  });
  const seconds = await metrics("understudy_gateway_request_seconds");
  expect(seconds[`understudy_gateway_request_seconds_count{${of}}`]).toBe(2);
  expect(seconds[`understudy_gateway_request_seconds_bucket{le="+Inf",${of}}`]).toBe(2);
  expect(seconds['understudy_gateway_request_seconds_count{api="plain",version="v1"}']).toBe(1);
  const buckets = Object.entries(seconds).filter(
    ([name]) => name.includes("_bucket") && name.includes("shop"),
  );
  const counts = buckets.map(([, count]) => count);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  const added = await metrics("understudy_gateway_rescue_added_seconds_count");
  expect(added).toEqual({ [`understudy_gateway_rescue_added_seconds_count{${of}}`]: 2 });
});

test("an answer that ends with its connection has taken until then", async () => {
  const upstream = await bench.upstream((_request, response) => {
    response.removeHeader("Transfer-Encoding");
    response.useChunkedEncodingByDefault = false;
    response.writeHead(200, { connection: "close" }).write("slow");
    setTimeout(() => response.end(), 600);
  });
  await bench.gateway.publishApi("slow", policy([http("a", upstream.url)]));
  expect(await call(`${bench.url}/slow`)).toMatchObject({ status: 200, body: "slow" });
  const seconds = await metrics("understudy_gateway_request_seconds_sum");
  const took = seconds['understudy_gateway_request_seconds_sum{api="slow",version="v1"}'];
  expect(took).toBeGreaterThan(0.55);
});

test("a process that was busy tells how late its timers were, and nothing that reads as a delay but is none", async () => {
  const name = "understudy_gateway_event_loop_delay_seconds";
  const late = async () => {
    const found = await metrics(name);
    return Number(found[`${name}_count`]) - Number(found[`${name}_bucket{le="0.1"}`]);
  };
  const before = await late();
  const until = performance.now() + 400;
  while (performance.now() < until);
  await vi.waitFor(async () => expect(await late()).toBeGreaterThan(before), 10_000);
  const lag = Object.keys(await metrics("understudy_gateway_nodejs_eventloop_lag"));
  expect(lag).toEqual(["understudy_gateway_nodejs_eventloop_lag_seconds"]);
});
