import { afterEach, beforeEach, expect, test } from "vitest";
import { TelemetryBatch } from "#lib/telemetry/schema";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, TestGateway, until } from "./test-gateway.ts";
import { answers, startUpstream, type TestUpstream } from "./test-upstream.ts";

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
