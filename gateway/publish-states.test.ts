import { afterEach, beforeEach, expect, test } from "vitest";
import type { FallbackPolicy, Target } from "#lib/fallback/schema";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers, hangs, type TestUpstream } from "./test-upstream.ts";

let bench: Bench;
let first: TestUpstream;
let second: TestUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  first = await bench.upstream(answers(200, "first"));
  second = await bench.upstream(answers(200, "second"));
});

afterEach(() => bench.stop());

const PATIENT = { health: { passive: { failures: 1000 } } };

async function publish(chain: Target[], more: Partial<FallbackPolicy> = {}): Promise<void> {
  await bench.gateway.publishApi("shop", policy(chain, { exposure: { clientHeaders: true }, ...more }));
  expect((await bench.gateway.store.listStatus("production"))[0]?.rejects).toEqual([]);
}

const ask = () => call(`${bench.url}/shop`, { headers: { host: "shop.example" } });
const why = async () => (await ask()).headers["x-fallback-reason"];
const who = async () => (await ask()).headers["x-fallback-target"];

/** What an editor changes without moving a target: order, a timeout, a budget, a neighbour. */
const changes = (a: Target, b: Target): [string, Target[], Partial<FallbackPolicy>][] => [
  ["another timeout", [{ ...a, timeouts: { connectMs: 400, firstByteMs: 3000 } }, b], {}],
  ["another budget", [a, b], { budget: { deadlineMs: 9000 } }],
  ["another order", [b, a], {}],
  ["the old order", [a, b], {}],
  ["a third target", [a, { id: "sorry", kind: "static", status: 503 }], {}],
];

test("an ejection outlives every change that leaves its target where it is", async () => {
  const a = http("a", first.url, { health: { passive: { failures: 1, ejectMs: 600_000 } } });
  const b = http("b", second.url);
  first.behaviour = answers(503, "down");
  await publish([a, b]);
  expect(await why()).toBe("status 503");
  for (const [name, chain, more] of changes(a, b)) {
    await publish(chain, more);
    await ask();
    expect(`${name}: ${first.hits}`).toBe(`${name}: 1`);
  }
  await publish([{ ...a, ...http("a", second.url) } as Target, b]);
  expect(await who()).toBe("a");
});

test("a circuit's window goes on counting over a publish, and not over a changed window", async () => {
  const circuit = { failurePercent: 50, minRequests: 8, windowMs: 60_000, openMs: 600_000 };
  const a = http("a", first.url, { ...PATIENT, circuit });
  const b = http("b", second.url);
  first.behaviour = answers(503, "down");
  await publish([a, b]);
  for (let i = 0; i < 5; i++) expect(await why()).toBe("status 503");
  await publish([a, b], { budget: { deadlineMs: 9000 } });
  for (let i = 0; i < 3; i++) expect(await why()).toBe("status 503");
  expect(await why()).toBe("open");
  expect(first.hits).toBe(8);
});

test("a half-open circuit's place stays taken over a publish, and is given back by whoever took it", async () => {
  const circuit = { consecutive: 1, openMs: 200, halfOpenMax: 1 };
  const a = http("a", first.url, { ...PATIENT, circuit, timeouts: { connectMs: 500, firstByteMs: 10_000 } });
  const b = http("b", second.url);
  const failback = { failback: { holdDownMs: 0 } };
  first.behaviour = answers(503, "down");
  await publish([a, b], failback);
  expect(await why()).toBe("status 503");
  const waiting: (() => void)[] = [];
  first.behaviour = (_request, response) => void waiting.push(() => response.end("first"));
  const probes: Promise<unknown>[] = [];
  await until(async () => {
    probes.push(ask());
    await new Promise((resolve) => setTimeout(resolve, 20));
    return waiting.length > 0;
  });
  await publish([a, b], { ...failback, budget: { deadlineMs: 9000 } });
  expect(await why()).toMatch(/open/);
  expect(waiting).toHaveLength(1);
  waiting[0]?.();
  first.behaviour = answers(200, "first");
  await Promise.all(probes);
  await until(async () => (await who()) === "a");
});

test("requests under way count in the new revision, wherever their target is now", async () => {
  const a = http("a", first.url, { maxConcurrent: 1, timeouts: { connectMs: 500, firstByteMs: 10_000 } });
  const b = http("b", second.url);
  const waiting: (() => void)[] = [];
  first.behaviour = (_request, response) => void waiting.push(() => response.end("first"));
  await publish([a, b]);
  const slow = ask();
  await until(() => waiting.length === 1);
  await publish([b, a]);
  await publish([a, b]);
  expect(await why()).toBe("overloaded");
  waiting[0]?.();
  expect((await slow).body).toBe("first");
  first.behaviour = answers(200, "first");
  await until(async () => (await who()) === "a");
});

test("a hold-down goes on, and ends as the new revision says only where it is another", async () => {
  const a = http("a", first.url, { health: { passive: { failures: 1, ejectMs: 100 } } });
  const b = http("b", second.url);
  first.behaviour = answers(503, "down");
  await publish([a, b], { failback: { holdDownMs: 600_000 } });
  expect(await why()).toBe("status 503");
  first.behaviour = answers(200, "first");
  await until(async () => (await why()) === "held");
  for (const [name, chain, more] of changes(a, b).slice(0, 4)) {
    await publish(chain, { ...more, failback: { holdDownMs: 600_000 } });
    await ask();
    expect(`${name}: ${first.hits}`).toBe(`${name}: 1`);
  }
});

test("active checks go on over a publish, and their verdict stays", async () => {
  const active = { type: "http", path: "/healthz", intervalMs: 1000, timeoutMs: 500, unhealthyFailures: 1 };
  const a = http("a", first.url, { health: { active } } as object);
  const b = http("b", second.url);
  first.behaviour = hangs;
  await publish([a, b], { failback: { holdDownMs: 600_000 } });
  await until(async () => (await why()) === "ejected");
  await publish([b, a], { failback: { holdDownMs: 600_000 } });
  await publish([a, b], { failback: { holdDownMs: 600_000 }, budget: { deadlineMs: 9000 } });
  expect(await why()).toBe("ejected");
  const { hits } = first;
  await until(() => first.hits > hits);
  expect(first.requests.filter(({ url }) => url === "/healthz").length).toBeGreaterThan(1);
});

test("a last good answer is there for the next revision", async () => {
  const a = http("a", first.url, PATIENT);
  const stale: Target = {
    id: "stale",
    kind: "stale",
    maxStaleMs: 600_000,
    isolateBy: "public",
    maxEntryBytes: 1000,
  };
  await publish([a, stale, { id: "sorry", kind: "static", status: 503 }]);
  expect((await ask()).body).toBe("first");
  first.behaviour = answers(503, "down");
  const renewed = { ...a, timeouts: { connectMs: 400, firstByteMs: 3000 } };
  await publish([
    renewed,
    http("b", first.url, PATIENT),
    stale,
    { id: "sorry", kind: "static", status: 503 },
  ]);
  expect(await ask()).toMatchObject({ status: 200, body: "first" });
});
