import { afterEach, beforeEach, expect, test } from "vitest";
import type { FallbackPolicy, Target } from "#lib/fallback/schema";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers, closedPort, hangs, type TestUpstream } from "./test-upstream.ts";

let bench: Bench;
let first: TestUpstream;
let second: TestUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  first = await bench.upstream(answers(200, "first"));
  second = await bench.upstream(answers(200, "second"));
});

afterEach(() => bench.stop());

const EXPOSED = { exposure: { clientHeaders: true } };
/** Passive ejection out of the way of what is tested. */
const PATIENT = { health: { passive: { failures: 1000 } } };

async function publish(target: object, more: Partial<FallbackPolicy> = {}): Promise<void> {
  const chain = [http("a", first.url, target), http("b", second.url)];
  await publishChain(chain, more);
}

async function publishChain(chain: Target[], more: Partial<FallbackPolicy> = {}): Promise<void> {
  await bench.gateway.publishApi("shop", policy(chain, { ...EXPOSED, ...more }));
  const [status] = await bench.gateway.store.listStatus("production");
  expect(status?.rejects).toEqual([]);
}

const reply = (call_: Parameters<typeof call>[1] = {}) => call(`${bench.url}/shop`, call_);
const who = async () => (await reply()).headers["x-fallback-target"];
const why = async () => (await reply()).headers["x-fallback-reason"];

test("a circuit opens, lets one request through after its time, and closes when that succeeds", async () => {
  first.behaviour = answers(500, "broken");
  const triggers = { status: [500] };
  const circuit = { consecutive: 3, openMs: 300, halfOpenMax: 1 };
  const health = { passive: { failures: 1000, statuses: [500] } };
  await publish({ circuit, health }, { triggers, failback: { holdDownMs: 100 } });
  for (let i = 0; i < 3; i++) expect(await why()).toBe("status 500");
  expect(await why()).toBe("open");
  expect(first.hits).toBe(3);
  // The one that is let through fails: open again, for longer.
  await until(async () => (await why()) === "status 500");
  expect(first.hits).toBe(4);
  expect(await why()).toBe("open");
  first.behaviour = answers(200, "first");
  await until(async () => (await who()) === "a");
});

test("half-open places are given back by clients that leave", async () => {
  first.behaviour = answers(503, "broken");
  await publish(
    { ...PATIENT, circuit: { consecutive: 1, openMs: 100, halfOpenMax: 1 } },
    { failback: { holdDownMs: 0 } },
  );
  expect(await why()).toBe("status 503");
  first.behaviour = hangs;
  const controller = new AbortController();
  await until(async () => {
    const before = first.hits;
    const leaving = fetch(`${bench.url}/shop`, { signal: controller.signal }).catch(() => "left");
    await Promise.race([leaving, new Promise((resolve) => setTimeout(resolve, 100))]);
    return first.hits > before;
  });
  controller.abort();
  await until(() => first.aborted >= 1);
  first.behaviour = answers(200, "first");
  await until(async () => (await who()) === "a");
});

test("with retryAfter wait the same target is asked again when it said so", async () => {
  let asked = 0;
  first.behaviour = (request, response) =>
    asked++ === 0
      ? answers(503, "busy", { "retry-after": "1" })(request, response)
      : answers(200, "first")(request, response);
  await publish({ ...PATIENT, attempts: { max: 2 } }, { retryAfter: { mode: "wait", maxWaitMs: 2000 } });
  expect(await reply()).toMatchObject({ status: 200, body: "first" });
  expect([first.hits, second.hits]).toEqual([2, 0]);
});

test("a full target is passed over, and has room again when its answers are through", async () => {
  const waiting: (() => void)[] = [];
  first.behaviour = (_request, response) => {
    response.writeHead(200, { "content-length": 100_000 }).write("x".repeat(50_000));
    waiting.push(() => response.end("x".repeat(50_000)));
  };
  await publish({ maxConcurrent: 2 });
  const long = [reply(), reply()];
  await until(() => waiting.length === 2);
  expect(await why()).toBe("overloaded");
  // A publish forgets nothing of what is under way.
  await publish({ maxConcurrent: 2 }, { budget: { deadlineMs: 9000 } });
  expect(await why()).toBe("overloaded");
  for (const finish of waiting.splice(0)) finish();
  expect((await Promise.all(long)).map(({ status }) => status)).toEqual([200, 200]);
  first.behaviour = answers(200, "first");
  await until(async () => (await who()) === "a");
});

test("where a full target ends the chain the client is told to come back", async () => {
  const waiting: (() => void)[] = [];
  first.behaviour = (_request, response) => void waiting.push(() => response.end("first"));
  const target = http("a", first.url, { maxConcurrent: 1, timeouts: { connectMs: 500, firstByteMs: 5000 } });
  await publishChain([target]);
  const slow = reply();
  await until(() => waiting.length === 1);
  const shed = await reply();
  expect(shed).toMatchObject({ status: 503 });
  expect(shed.headers).toMatchObject({ "retry-after": "1", "x-fallback-reason": "overloaded" });
  waiting[0]?.();
  expect(await slow).toMatchObject({ status: 200 });
  first.behaviour = answers(200, "first");
  for (let i = 0; i < 5; i++) expect(await reply()).toMatchObject({ status: 200 });
});

test("places are given back however requests end", async () => {
  await publish({ maxConcurrent: 1, timeouts: { connectMs: 200, firstByteMs: 100 }, ...PATIENT });
  first.behaviour = hangs;
  expect(await who()).toBe("b");
  first.behaviour = (request) => request.socket.resetAndDestroy();
  expect(await who()).toBe("b");
  first.behaviour = answers(503, "down");
  expect(await who()).toBe("b");
  first.behaviour = (request, response) => {
    response.writeHead(200, { "content-length": 100_000 }).write("x".repeat(30_000));
    setTimeout(() => request.socket.destroy(), 5);
  };
  await expect(reply()).rejects.toThrow();
  first.behaviour = answers(204, "");
  await until(async () => (await who()) === "a");
  expect(await reply({ method: "HEAD" })).toMatchObject({ status: 204 });
  expect(await who()).toBe("a");
});

test("a target is attempted again, on its other endpoint first, before the chain moves on", async () => {
  const other = await bench.upstream(answers(200, "other"));
  first.behaviour = answers(503, "down");
  const endpoints = [{ url: first.url }, { url: other.url }];
  await publish({ ...PATIENT, endpoints, attempts: { max: 2 } });
  for (let i = 0; i < 4; i++) expect(await reply()).toMatchObject({ status: 200, body: "other" });
  expect([first.hits, other.hits, second.hits]).toEqual([2, 4, 0]);
  other.behaviour = answers(503, "down");
  expect(await reply()).toMatchObject({ status: 200, body: "second" });
  // A POST that may have been executed is never repeated.
  const before = first.hits + other.hits;
  expect(await reply({ method: "POST", body: "x" })).toMatchObject({ status: 503 });
  expect(first.hits + other.hits).toBe(before + 1);
});

test("repeats on the same target are paid from the retry budget", async () => {
  first.behaviour = answers(503, "down");
  const budget = { retryRatioPercent: 10, minRetriesPerSec: 0 };
  const a = http("a", first.url, {
    ...PATIENT,
    circuit: { failurePercent: 100, minRequests: 10_000 },
    attempts: { max: 2 },
  });
  // Another failure domain: going there is free.
  await publishChain([a, http("b", second.url.replace("127.0.0.1", "localhost"))], { budget });
  for (let i = 0; i < 200; i++) expect(await reply()).toMatchObject({ body: "second" });
  expect(first.hits).toBeGreaterThan(205);
  expect(first.hits).toBeLessThanOrEqual(220);
  expect(second.hits).toBe(200);
});

test("a response header moves the request on, and only where the policy names it", async () => {
  first.behaviour = answers(200, "leave me", { "X-Should-Fallback": "1" });
  await publish({}, { triggers: { responseHeader: [{ name: "x-should-fallback", equals: "1" }] } });
  expect(await reply()).toMatchObject({ status: 200, body: "second" });
  expect(await why()).toBe("header x-should-fallback");
  first.behaviour = answers(200, "stay", { "X-Should-Fallback": "0" });
  expect(await reply()).toMatchObject({ status: 200, body: "stay" });
});

test("a recovered target takes its share step by step, then all", async () => {
  const chain = [
    http("a", first.url, { health: { passive: { failures: 1, ejectMs: 100 } } }),
    http("b", second.url),
  ];
  const failback = { holdDownMs: 0, steps: [{ percent: 30, forMs: 1500 }] };
  await publishChain(chain, { failback });
  first.behaviour = answers(503, "down");
  expect(await why()).toBe("status 503");
  first.behaviour = answers(200, "first");
  await until(async () => (await why()) === "ramping");
  const served: Record<string, number> = { a: 0, b: 0 };
  await until(async () => {
    const { headers } = await reply();
    const target = String(headers["x-fallback-target"]);
    served[target] = (served[target] ?? 0) + 1;
    return (served["a"] ?? 0) >= 5 && (served["b"] ?? 0) >= 5;
  });
  await until(async () => {
    const targets = await Promise.all(Array.from({ length: 30 }, () => who()));
    return targets.every((target) => target === "a");
  });
});

test("a target that flaps is held down for longer each time", async () => {
  const health = { passive: { failures: 1, ejectMs: 100 } };
  const flap = { maxChanges: 1, windowMs: 60_000, penaltyMs: 600_000 };
  await publish({ health }, { failback: { holdDownMs: 20, flap } });
  const fail = async () => {
    first.behaviour = answers(503, "down");
    await until(async () => (await why()) === "status 503");
    first.behaviour = answers(200, "first");
  };
  await fail();
  await until(async () => (await who()) === "a");
  await fail();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await why()).toBe("held");
});

test("a target without health or trigger is left alone by circuits: connect failures move on all the same", async () => {
  const dead = http("a", `http://127.0.0.1:${await closedPort()}`, {
    onFailure: { circuitOpen: false, unhealthy: false },
  });
  await publishChain([dead, http("b", second.url)]);
  for (let i = 0; i < 30; i++) expect(await why()).toBe("connect_refused");
});
