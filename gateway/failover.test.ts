import { afterEach, beforeEach, expect, test } from "vitest";
import { answers, closedPort, hangs, resets, startUpstream, type Behaviour, type TestUpstream } from "./test-upstream.ts";
import { call, http, policy, TestGateway } from "./test-gateway.ts";

let gateway: TestGateway;
let upstreams: TestUpstream[] = [];

beforeEach(async () => {
  gateway = await new TestGateway().start();
});

afterEach(async () => {
  await gateway.stop();
  await Promise.all(upstreams.map((upstream) => upstream.stop()));
  upstreams = [];
});

async function upstream(behaviour: Behaviour): Promise<TestUpstream> {
  const started = await startUpstream(behaviour);
  upstreams.push(started);
  return started;
}

const SHORT = { timeouts: { connectMs: 200, firstByteMs: 200 } };
const EXPOSED = { exposure: { clientHeaders: true } };

test("c01: a refused connection moves on to the next target", async () => {
  const second = await upstream(answers(200, "second"));
  const dead = `http://127.0.0.1:${await closedPort()}`;
  await gateway.publishApi("shop", policy([http("a", dead), http("b", second.url)], EXPOSED));
  const reply = await call(`${gateway.url}/shop/x?y=1`);
  expect(reply).toMatchObject({ status: 200, body: "second" });
  expect(reply.headers).toMatchObject({
    "x-fallback-target": "b",
    "x-fallback-attempts": "2",
    "x-fallback-reason": "connect_refused",
  });
  expect(second.requests[0]?.url).toBe("/x?y=1");
});

test("c03: a target that accepts and hangs is left at its first-byte limit", async () => {
  const first = await upstream(hangs);
  const second = await upstream(answers(200, "second"));
  await gateway.publishApi("shop", policy([http("a", first.url, SHORT), http("b", second.url)], EXPOSED));
  const reply = await call(`${gateway.url}/shop`);
  expect(reply).toMatchObject({ status: 200, body: "second" });
  expect(reply.headers["x-fallback-reason"]).toBe("first_byte_timeout");
  expect(first.hits).toBe(1);
});

test("c04: a GET whose connection is reset after it was sent is replayed, a POST is not", async () => {
  const first = await upstream(resets);
  const second = await upstream(answers(200, "second"));
  await gateway.publishApi("shop", policy([http("a", first.url), http("b", second.url)]));
  expect(await call(`${gateway.url}/shop`)).toMatchObject({ status: 200, body: "second" });
  expect(first.hits).toBe(1);
  expect(await call(`${gateway.url}/shop`, { method: "POST", body: "x" })).toMatchObject({ status: 502 });
  expect(first.hits).toBe(2);
  expect(second.hits).toBe(1);
});
