import { existsSync, readFileSync } from "node:fs";
import { Agent } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { FallbackPolicy, Target } from "#lib/fallback/schema";
import { openStore } from "#lib/store";
import { TelemetryBatch } from "#lib/telemetry/schema";
import { testPostgres } from "#lib/testing";
import { call, http, policy, routeBody, until, wholeAnswer } from "./test-gateway.ts";
import { GatewayProcess } from "./test-process.ts";
import { answers, startUpstream, type Behaviour, type TestUpstream } from "./test-upstream.ts";

const WORKERS = 3;
const postgres = await testPostgres();
let gateway: GatewayProcess;
let first: TestUpstream;
let second: TestUpstream;
let portal: TestUpstream;

// One gateway for all tests: they publish over each other, and each target is reached at another address.
beforeAll(async () => {
  portal = await startUpstream(answers(204, ""));
  gateway = await new GatewayProcess(openStore(postgres.url), {
    STORE_URL: postgres.url,
    GATEWAY_WORKERS: String(WORKERS),
    TELEMETRY_URL: `${portal.url}/api/v1/telemetry`,
    TELEMETRY_TOKEN: "t0k",
  }).start();
}, 90_000);

beforeEach(async () => {
  slug = "shop";
  first = await startUpstream(answers(200, "first"));
  second = await startUpstream(answers(200, "second"));
  return async () => {
    await Promise.all([first.stop(), second.stop()]);
  };
});

afterAll(async () => {
  await gateway.remove();
  await gateway.store.close();
  await portal.stop();
});

let slug = "shop";

async function publish(targets: Target[], more: Partial<FallbackPolicy> = {}): Promise<void> {
  const fallback = policy(targets, { exposure: { clientHeaders: true }, ...more });
  await gateway.publish({ [`routes/${slug}/v1`]: routeBody(slug, fallback) });
  expect((await gateway.status())?.rejects).toEqual([]);
}

/** One request on a connection of its own: connections go round the workers. */
const ask = () => call(`${gateway.url}/${slug}`);
const askEach = (times = 1) => Promise.all(Array.from({ length: WORKERS * times }, ask));
const reasons = async () => (await askEach()).map(({ headers }) => headers["x-fallback-reason"]);
const batches = () =>
  portal.requests
    .filter(({ body }) => body.endsWith("}"))
    .map(({ body }) => TelemetryBatch.parse(JSON.parse(body)));

/** The process ids of the workers, from the kernel. */
function workerPids(): number[] {
  const { pid } = gateway;
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .trim()
    .split(" ")
    .filter(Boolean)
    .map(Number);
}

/** The sum of a metric over its labels. */
async function metric(name: string): Promise<number> {
  const { body } = await gateway.admin("/metrics");
  const lines = body.split("\n").filter((line) => line.startsWith(name));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

const ANSWERED = "understudy_gateway_requests_total";

test("a document is acknowledged when every worker serves it, and there is one node", async () => {
  for (let revision = 1; revision <= 5; revision++) {
    await publish([{ id: "s", kind: "static", status: 200, body: `r${revision}` }]);
    expect((await askEach()).map(({ body }) => body)).toEqual(Array(WORKERS).fill(`r${revision}`));
  }
  expect(await gateway.store.listStatus(gateway.environment)).toHaveLength(1);
  expect(new Set(workerPids()).size).toBe(WORKERS);
});

test("consecutive failures are counted over all workers, and an ejection is known to all at once", async () => {
  first.behaviour = answers(503, "down");
  const health = { passive: { failures: WORKERS, ejectMs: 600_000 } };
  await publish([http("a", first.url, { health }), http("b", second.url)]);
  // One failure in each worker: none of them alone would eject it.
  for (let i = 0; i < WORKERS; i++) expect((await ask()).headers["x-fallback-reason"]).toBe("status 503");
  await until(async () => (await reasons()).every((reason) => reason === "ejected"));
  const { hits } = first;
  expect(await reasons()).toEqual(Array(WORKERS).fill("ejected"));
  expect(first.hits).toBe(hits);
});

test("a circuit counts the requests of all workers, successes too", async () => {
  const fails: Behaviour = (request, response) =>
    answers(request.url?.includes("bad") ? 500 : 200, "first")(request, response);
  first.behaviour = fails;
  const health = { passive: { failures: 1000, statuses: [500] } };
  const circuit = { failurePercent: 50, minRequests: 12, windowMs: 60_000, openMs: 600_000 };
  await publish([http("a", first.url, { health, circuit }), http("b", second.url)]);
  const send = (path: string, times: number) =>
    Promise.all(Array.from({ length: times }, () => call(`${gateway.url}/${slug}/${path}`)));
  const before = await metric(ANSWERED);
  await send("good", 9);
  // The successes are with the hub before the failures.
  await until(async () => (await metric(ANSWERED)) === before + 9);
  await send("bad", 6);
  // 6 of 15: below half. In a worker that counted alone it would be 2 of 5, below the least number.
  expect(await reasons()).toEqual(Array(WORKERS).fill(undefined));
  await send("bad", 12);
  await until(async () => (await reasons()).every((reason) => reason === "open"));
});

test("a half-open circuit lets through as many requests as it says, over all workers", async () => {
  first.behaviour = answers(503, "down");
  const timeouts = { connectMs: 500, firstByteMs: 15_000 };
  const circuit = { consecutive: 1, openMs: 300, halfOpenMax: 2 };
  const health = { passive: { failures: 1000 } };
  const chain = [http("a", first.url, { health, circuit, timeouts }), http("b", second.url)];
  await publish(chain, { failback: { holdDownMs: 0 } });
  await ask();
  const waiting: (() => void)[] = [];
  const { hits } = first;
  first.behaviour = (_request, response) => void waiting.push(() => response.end("first"));
  const asked: ReturnType<typeof ask>[] = [];
  let answered = 0;
  const burst = () => {
    for (let i = 0; i < WORKERS * 4; i++) {
      const reply = ask();
      void reply.then(() => answered++);
      asked.push(reply);
    }
    return until(() => answered + first.hits - hits === asked.length);
  };
  await until(async () => {
    await burst();
    return waiting.length >= 2;
  });
  for (let i = 0; i < 10; i++) await burst();
  expect(first.hits - hits).toBe(2);
  for (const finish of waiting) finish();
  await Promise.all(asked);
  first.behaviour = answers(200, "first");
  await until(async () => (await askEach()).every(({ body }) => body === "first"));
});

test("a limit of concurrent requests holds over all workers", async () => {
  const waiting: (() => void)[] = [];
  let most = 0;
  let open = 0;
  first.behaviour = (_request, response) => {
    most = Math.max(most, ++open);
    waiting.push(() => {
      open--;
      response.end("first");
    });
  };
  const limit = 12;
  await publish([http("a", first.url, { maxConcurrent: limit }), http("b", second.url)]);
  // All at once: a limit of each worker's own would let through three times as many.
  const burst = Array.from({ length: 60 }, ask);
  await until(() => waiting.length > 0);
  const replies: { body: string }[] = [];
  for (const reply of burst) void reply.then((one) => replies.push(one));
  await until(() => replies.length + waiting.length === 60);
  // Whatever the messages between them do: no worker takes more than its share of what it believes to be free.
  expect(most).toBeLessThanOrEqual(limit + (WORKERS - 1) * (limit / WORKERS));
  expect(most).toBeGreaterThanOrEqual(WORKERS);
  // One after the other, as much as there is room for, and the room of one worker is everybody's.
  for (const finish of waiting.splice(0)) finish();
  await Promise.all(burst);
  first.behaviour = answers(200, "first");
  await until(async () => (await askEach()).every(({ body }) => body === "first"));
});

test("there is one prober per endpoint", async () => {
  first.behaviour = answers(200, "ok");
  const health = { active: { type: "http", path: "/healthz", intervalMs: 1000, timeoutMs: 500 } };
  await publish([http("a", first.url, { health } as object), http("b", second.url)]);
  await until(() => first.hits >= 3);
  const checks = first.requests.filter(({ url }) => url === "/healthz");
  expect(checks).toHaveLength(first.hits);
  first.behaviour = answers(500, "ill");
  await until(async () => (await reasons()).every((reason) => reason === "ejected"));
});

test("traffic and incidents are reported once, metrics are sums", async () => {
  slug = "sums";
  first.behaviour = answers(503, "down");
  const health = { passive: { failures: 1000 } };
  await publish([http("a", first.url, { health }), http("b", second.url)]);
  const names = [ANSWERED, "understudy_gateway_rescued_total"];
  const before = await Promise.all(names.map(metric));
  await askEach(4);
  const total = WORKERS * 4;
  expect(await Promise.all(names.map(metric))).toEqual(before.map((count) => count + total));
  expect(await metric("understudy_gateway_applied_revision ")).toBe(gateway.revision);
  const isOurs = ({ versionId }: { versionId: string }) => versionId === "ver_sums";
  const traffic = () => batches().flatMap((batch) => batch.traffic.filter(isOurs));
  const incidents = () => batches().flatMap((batch) => batch.incidents.filter(isOurs));
  await until(() => traffic().reduce((sum, { requests }) => sum + requests, 0) === total);
  await until(() => incidents().some(({ rescued }) => rescued === total));
  expect(new Set(incidents().map(({ openedAt }) => openedAt)).size).toBe(1);
});

test("a killed worker is replaced, loses only its own connections, and the sums stay", async () => {
  first.behaviour = answers(503, "down");
  const health = { passive: { failures: 1, ejectMs: 600_000 } };
  await publish([http("a", first.url, { health }), http("b", second.url)]);
  await ask();
  await until(async () => (await reasons()).every((reason) => reason === "ejected"));
  const counted = await metric(ANSWERED);
  const agents = Array.from({ length: WORKERS }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  await Promise.all(agents.map((agent) => wholeAnswer(`${gateway.url}/${slug}`, agent)));
  await gateway.admin("/metrics");

  const [victim, ...others] = workerPids();
  process.kill(victim as number, "SIGKILL");
  expect((await gateway.admin("/readyz")).status).toBe(200);
  const results = await Promise.all(agents.map((agent) => wholeAnswer(`${gateway.url}/${slug}`, agent)));
  // Its connection is gone, or was found to be before it was used again; the others go on.
  expect(results.filter((result) => result !== "ok").length).toBeLessThanOrEqual(1);
  await until(() => workerPids().length === WORKERS && !workerPids().includes(victim as number));
  expect(workerPids()).toEqual(expect.arrayContaining(others));
  // The new one knows what the others know.
  await until(async () => (await gateway.admin("/readyz")).status === 200);
  for (let i = 0; i < 3; i++) expect(await reasons()).toEqual(Array(WORKERS).fill("ejected"));
  expect(await metric(ANSWERED)).toBeGreaterThanOrEqual(counted + WORKERS);
  for (const agent of agents) agent.destroy();
});

test("a stuck worker is replaced", async () => {
  await publish([{ id: "s", kind: "static", status: 200, body: "static" }]);
  const [stuck] = workerPids();
  process.kill(stuck as number, "SIGSTOP");
  await until(() => !workerPids().includes(stuck as number), 20_000);
  await until(() => workerPids().length === WORKERS);
  expect((await askEach()).map(({ status }) => status)).toEqual(Array(WORKERS).fill(200));
});

test("draining lets every worker finish, and states survive", async () => {
  first.behaviour = answers(503, "down");
  const health = { passive: { failures: 1, ejectMs: 600_000 } };
  await publish([http("a", first.url, { health }), http("b", second.url)]);
  await ask();
  await until(async () => (await reasons()).every((reason) => reason === "ejected"));
  second.behaviour = (_request, response) => void setTimeout(() => response.end("slow"), 200);
  const { hits } = second;
  const slow = askEach(2);
  await until(() => second.hits === hits + WORKERS * 2);
  gateway.signal("SIGTERM");
  expect((await slow).map(({ body }) => body)).toEqual(Array(WORKERS * 2).fill("slow"));
  expect(await gateway.exit()).toBe(0);
  expect(await gateway.status()).toBeUndefined();
  second.behaviour = answers(200, "second");
  await gateway.start();
  expect(await reasons()).toEqual(Array(WORKERS).fill("ejected"));
  expect(first.hits).toBe(1);
});

test("workers end with a hub that is killed, and the next one starts on the same port", async () => {
  await publish([{ id: "s", kind: "static", status: 200, body: "static" }]);
  const pids = workerPids();
  gateway.signal("SIGKILL");
  await gateway.exit();
  await gateway.start();
  expect((await askEach()).map(({ status }) => status)).toEqual(Array(WORKERS).fill(200));
  await until(() => pids.every((pid) => !existsSync(`/proc/${pid}`)));
});

// The last: the workers that it leaves may still be starting.
test("workers that replace others leave the target in service that was", async () => {
  first.behaviour = answers(503, "down");
  const health = { passive: { failures: 1, ejectMs: 100 } };
  await publish([http("a", first.url, { health }), http("b", second.url)], {
    failback: { mode: "sticky", holdDownMs: 0 },
  });
  await ask();
  first.behaviour = answers(200, "first");
  await until(async () => (await reasons()).every((reason) => reason === "sticky"));
  const before = workerPids();
  for (const pid of before) process.kill(pid, "SIGKILL");
  await until(() => workerPids().filter((pid) => !before.includes(pid)).length === WORKERS);
  await until(async () => (await gateway.admin("/readyz")).status === 200);
  // They take clients one after the other.
  for (let i = 0; i < 20; i++) {
    expect(await reasons()).toEqual(Array(WORKERS).fill("sticky"));
    await delay(50);
  }
});
