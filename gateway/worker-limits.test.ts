import { afterAll, beforeAll, expect, test } from "vitest";
import { newKey, keySha256 } from "#lib/credentials";
import { credentialKey } from "#lib/routing";
import { openStore } from "#lib/store";
import { TelemetryBatch } from "#lib/telemetry/schema";
import { testPostgres } from "#lib/testing";
import { applicationBody, closedRoute, keyOf, published, subscriptionTo } from "./test-access.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { GatewayProcess } from "./test-process.ts";
import { answers, startUpstream, type TestUpstream } from "./test-upstream.ts";

const postgres = await testPostgres();
let gateway: GatewayProcess;
let upstream: TestUpstream;
let portal: TestUpstream;
let key: string;

beforeAll(async () => {
  upstream = await startUpstream(answers(200, "inside"));
  portal = await startUpstream(answers(204, ""));
  gateway = await new GatewayProcess(openStore(postgres.url), {
    STORE_URL: postgres.url,
    GATEWAY_WORKERS: "3",
    TELEMETRY_URL: `${portal.url}/api/v1/telemetry`,
    TELEMETRY_TOKEN: "t0k",
  }).start();
}, 90_000);

afterAll(async () => {
  await gateway.remove();
  await gateway.store.close();
  await Promise.all([upstream.stop(), portal.stop()]);
});

async function publish(id: string, limits: object): Promise<void> {
  key = newKey(gateway.environment);
  const [credential] = Object.values(keyOf("web").documents);
  const operations = [{ method: "GET", path: "/orders/{orderId}" }];
  await gateway.publish({
    "routes/shop/v1": { ...closedRoute("shop", policy([http("a", upstream.url)])), operations },
    ...published(applicationBody("web", [subscriptionTo("shop", { id, ...limits })])),
    [credentialKey(keySha256(key))]: credential as never,
  });
}

/** Each on a connection of its own: they go round the workers. */
async function letIn(requests: number): Promise<number> {
  const asked = Array.from({ length: requests }, () =>
    call(`${gateway.url}/shop/orders/7`, { headers: { "x-api-key": key } }),
  );
  return (await Promise.all(asked)).filter(({ status }) => status === 200).length;
}

test("workers share a plan exactly, and a key that is revoked is refused by all of them", async () => {
  await publish("sub_1", { rateLimit: { requests: 1, windowMs: 3_600_000, burst: 10 } });
  expect(await letIn(60)).toBe(10);
  await publish("sub_2", {});
  expect(await letIn(6)).toBe(6);
  const [credential] = Object.values(keyOf("web", { state: "revoked" }).documents);
  await gateway.publish({ [credentialKey(keySha256(key))]: credential as never });
  expect(await letIn(6)).toBe(0);
});

test("a quota is known to the hub after a crash of everything, but for the last second", async () => {
  await publish("sub_3", { quota: { requests: 20, per: "month" } });
  expect(await letIn(12)).toBe(12);
  const reported = () =>
    portal.requests
      .filter(({ body }) => body.endsWith("}"))
      .flatMap(({ body }) => TelemetryBatch.parse(JSON.parse(body)).uses)
      .some(({ subscriptionId }) => subscriptionId === "sub_3");
  // Uses go out after more than the second within which quotas are written.
  await until(reported, 15_000);
  gateway.signal("SIGKILL");
  await gateway.exit();
  await gateway.start();
  expect(await letIn(30)).toBe(8);
});

test("who called what, what was throttled, and when keys were used, reaches the portal", async () => {
  await publish("sub_4", { rateLimit: { requests: 1, windowMs: 3_600_000, burst: 3 } });
  await letIn(5);
  const batches = () =>
    portal.requests
      .filter(({ body }) => body.endsWith("}"))
      .map(({ body }) => TelemetryBatch.parse(JSON.parse(body)));
  const counted = () =>
    batches()
      .flatMap(({ traffic }) => traffic)
      .filter((row) => row.application === "app_web" && row.operation === "GET /orders/{orderId}");
  await until(() => counted().reduce((sum, { throttled = 0 }) => sum + throttled, 0) >= 2, 15_000);
  expect(counted().some(({ statusClass, target }) => statusClass === "2xx" && target === "a")).toBe(true);
  await until(
    () =>
      batches()
        .flatMap(({ uses }) => uses)
        .some((use) => use.subscriptionId === "sub_4" && use.keyId === "key_web"),
    15_000,
  );
});
