import { createClient } from "@redis/client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { describeWithRedis, testRedis } from "#lib/testing";
import type { DocumentBody } from "#lib/routing/schema";
import { applicationBody, closedRoute, keyOf, published, subscriptionTo } from "./test-access.ts";
import { call, http, policy, TestGateway, until } from "./test-gateway.ts";
import { answers, startUpstream, type TestUpstream } from "./test-upstream.ts";

/** A busy machine is not a Redis that hangs. */
const PATIENT_MS = 10_000;

let upstream: TestUpstream;
let gateways: TestGateway[] = [];

beforeEach(async () => {
  upstream = await startUpstream(answers(200, "inside"));
});

afterEach(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  gateways = [];
  await upstream.stop();
});

async function start(count: number, redisUrl?: string): Promise<void> {
  gateways = await Promise.all(
    Array.from({ length: count }, (_, n) =>
      new TestGateway({ node: `gw-${n}`, redisUrl, redisAnswerMs: PATIENT_MS }).start(),
    ),
  );
}

/** Starts two that count together from their first request on. */
async function startTogether(redisUrl: string): Promise<void> {
  await start(2, redisUrl);
  const client = createClient({ url: redisUrl });
  await client.connect();
  await until(async () => (await client.zCard("understudy:production:gateways")) === 2);
  client.destroy();
}

/** Puts one subscription under these limits in force everywhere; returns its key. */
async function publish(id: string, limits: object): Promise<string> {
  const made = keyOf("web", { keyId: `key_${id}` });
  for (const gateway of gateways) {
    await gateway.publishApi("open", policy([http("a", upstream.url)]));
    const documents: Record<string, DocumentBody> = {
      "routes/shop/v1": closedRoute("shop", policy([http("a", upstream.url)])),
      ...published(applicationBody("web", [subscriptionTo("shop", { id, ...limits })])),
      ...made.documents,
    };
    await gateway.publish(documents);
  }
  return made.key;
}

/** Calls the gateways in turn; how many were let in. */
async function letIn(key: string, requests: number, called = gateways): Promise<number> {
  const replies = await Promise.all(
    Array.from({ length: requests }, (_, n) =>
      call(`${called[n % called.length]?.url}/shop`, { headers: { "x-api-key": key } }),
    ),
  );
  expect(replies.every(({ status }) => status === 200 || status === 429)).toBe(true);
  return replies.filter(({ status }) => status === 200).length;
}

describe("a quota", () => {
  test("survives a restart of a gateway that counts by itself", async () => {
    await start(1);
    const key = await publish("sub_kept", { quota: { requests: 10, per: "month" } });
    expect(await letIn(key, 6)).toBe(6);
    await gateways[0]?.gateway.drain();
    await gateways[0]?.start();
    expect(await letIn(key, 10)).toBe(4);
  });
});

describeWithRedis("limits shared through Redis", async () => {
  const redis = await testRedis();

  test("are exact over two gateways: small ones, one request at a time", async () => {
    await startTogether(redis.url);
    const key = await publish("sub_small", { rateLimit: { requests: 1, windowMs: 3_600_000, burst: 7 } });
    expect(await letIn(key, 2)).toBe(2);
    expect(await letIn(key, 40)).toBe(5);
    expect(await letIn(key, 4)).toBe(0);
  });

  test("never give more than a large one has, and nearly all of it", async () => {
    await startTogether(redis.url);
    const key = await publish("sub_large", { rateLimit: { requests: 1, windowMs: 3_600_000, burst: 400 } });
    let granted = 0;
    for (let round = 0; round < 10; round++) granted += await letIn(key, 60);
    expect(granted).toBeLessThanOrEqual(400);
    expect(granted).toBeGreaterThan(350);
  });

  test("count one quota, also after both gateways were replaced", async () => {
    await startTogether(redis.url);
    const quota = { quota: { requests: 20, per: "month" } };
    expect(await letIn(await publish("sub_quota", quota), 14)).toBe(14);
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await startTogether(redis.url);
    expect(await letIn(await publish("sub_quota", quota), 20)).toBe(6);
  });

  test("become shares while Redis is killed: service goes on, within the plan; and come together again", async () => {
    await startTogether(redis.url);
    const key = await publish("sub_lost", { rateLimit: { requests: 1, windowMs: 3_600_000, burst: 40 } });
    expect(await letIn(key, 2)).toBe(2);
    await redis.kill();
    const alone = await letIn(key, 100);
    expect(alone).toBeGreaterThanOrEqual(2);
    expect(alone).toBeLessThanOrEqual(80);
    await redis.start();
    // Alone, a gateway gives half of it: the other may give the rest.
    let tries = 0;
    await until(async () => {
      const fresh = await publish(`sub_again_${tries++}`, { quota: { requests: 10, per: "day" } });
      return (await letIn(fresh, 20, gateways.slice(0, 1))) === 10;
    });
  });

  test("do not wait for a Redis that hangs", async () => {
    await start(1, redis.url);
    const key = await publish("sub_hung", { rateLimit: { requests: 1_000, windowMs: 1_000 } });
    expect(await letIn(key, 1)).toBe(1);
    redis.freeze();
    try {
      expect(await letIn(key, 20)).toBe(20);
    } finally {
      redis.thaw();
    }
  });

  test("are not needed to start", async () => {
    await start(1, "redis://127.0.0.1:1");
    const key = await publish("sub_never", { rateLimit: { requests: 1, windowMs: 3_600_000, burst: 3 } });
    expect(await letIn(key, 10)).toBe(3);
  });
});
