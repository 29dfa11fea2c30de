import { afterEach, beforeEach, expect, test } from "vitest";
import type { EgressBody } from "#lib/routing/schema";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

let bench: Bench;
let first: TestUpstream;
let second: TestUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  first = await bench.upstream(answers(200, "first"));
  second = await bench.upstream(answers(200, "second"));
});

afterEach(() => bench.stop());

const active = (more: object = {}) => ({
  health: {
    active: {
      type: "http",
      path: "/healthz",
      intervalMs: 100,
      unhealthyIntervalMs: 100,
      timeoutMs: 500,
      ...more,
    },
  },
});
const EXPOSED = { exposure: { clientHeaders: true } };
const who = async () => (await call(`${bench.url}/shop`)).headers["x-fallback-target"];

test("active checks take a target out of service and bring it back after hold-down", async () => {
  const failback = { failback: { mode: "auto" as const, holdDownMs: 300 } };
  const chain = [http("a", first.url, active()), http("b", second.url)];
  await bench.gateway.publishApi("shop", policy(chain, { ...EXPOSED, ...failback }));
  expect(await who()).toBe("a");
  first.behaviour = answers(500, "sick");
  await until(async () => (await who()) === "b");
  first.behaviour = answers(200, "first");
  await until(async () => (await who()) === "a");
  expect(first.requests.some(({ url }) => url === "/healthz")).toBe(true);
});

test("a state outlives a publish that leaves the target where it is, and not one that moves it", async () => {
  const chain = (url: string) => [http("a", url, active({ expect: [204] })), http("b", second.url)];
  await bench.gateway.publishApi("shop", policy(chain(first.url), EXPOSED));
  await until(async () => (await who()) === "b");
  await bench.gateway.publishApi(
    "shop",
    policy(chain(first.url), { ...EXPOSED, budget: { deadlineMs: 9000 } }),
  );
  expect(await who()).toBe("b");
  const moved = await bench.upstream(answers(204, ""));
  await bench.gateway.publishApi("shop", policy(chain(moved.url), EXPOSED));
  expect(await who()).toBe("a");
});

test("tcp checks see a port that closed", async () => {
  const chain = [http("a", first.url, active({ type: "tcp", path: undefined })), http("b", second.url)];
  await bench.gateway.publishApi("shop", policy(chain, EXPOSED));
  await first.stop();
  await until(async () => second.hits > 0 || (await who()) === "b");
  await until(async () => (await call(`${bench.url}/shop`)).headers["x-fallback-attempts"] === "1");
  expect(await who()).toBe("b");
  await first.start(first.port);
});

test("live failures eject: the dead target costs three requests, not all of them", async () => {
  first.behaviour = answers(503, "down");
  await bench.gateway.publishApi("shop", policy([http("a", first.url), http("b", second.url)], EXPOSED));
  for (let i = 0; i < 10; i++) expect(await who()).toBe("b");
  expect(first.hits).toBe(3);
});

test("the last good answer is served, marked and per identity, when nothing else can be", async () => {
  const stale = (more: object) =>
    ({
      id: "last-good",
      kind: "stale",
      maxStaleMs: 60_000,
      maxEntryBytes: 10_000,
      isolateBy: "public",
      ...more,
    }) as const;
  const sorry = { id: "sorry", kind: "static", status: 503, body: "sorry" } as const;
  const publish = (more: object) =>
    bench.gateway.publishApi("shop", policy([http("a", first.url), stale(more) as never, sorry], EXPOSED));
  const get = (path: string, headers: Record<string, string> = {}) =>
    call(`${bench.url}/shop${path}`, { headers });

  await publish({ isolateBy: "authorization" });
  await get("/keyed", { "x-api-key": "alice" });
  await get("/mine", { authorization: "alice" });
  await get("/vary", { authorization: "alice", "accept-language": "de" });
  first.behaviour = answers(200, "private", { "cache-control": "private, max-age=60" });
  await get("/private", { authorization: "alice" });
  first.behaviour = answers(200, "first", { vary: "Accept-Language" });
  await get("/vary", { authorization: "alice", "accept-language": "en" });

  first.behaviour = answers(503, "down");
  const mine = await get("/mine", { authorization: "alice" });
  expect(mine).toMatchObject({ status: 200, body: "first" });
  expect(mine.headers).toMatchObject({
    "x-fallback-stale": "true",
    "x-fallback-target": "last-good",
    age: expect.any(String),
  });
  expect(await get("/keyed", { "x-api-key": "alice" })).toMatchObject({ status: 200 });
  expect(await get("/keyed", { "x-api-key": "bob" })).toMatchObject({ status: 503 });
  expect(await get("/mine", { authorization: "bob" })).toMatchObject({ status: 503, body: "sorry" });
  expect(await get("/private", { authorization: "alice" })).toMatchObject({ status: 503 });
  expect(await get("/vary", { authorization: "alice", "accept-language": "en" })).toMatchObject({
    status: 200,
  });
  expect(await get("/vary", { authorization: "alice", "accept-language": "fr" })).toMatchObject({
    status: 503,
  });
  expect(await get("/mine?page=2", { authorization: "alice" })).toMatchObject({ status: 503 });
});

test("egress: private addresses only where allowed, metadata never; the deny list holds at once", async () => {
  const egress = (more: Partial<EgressBody>): EgressBody => ({
    kind: "egress",
    environment: "production",
    allow: [],
    deny: [],
    privateTargets: true,
    ...more,
  });
  const chain = [http("a", first.url), { id: "s", kind: "static", status: 503, body: "refused" } as const];
  await bench.gateway.publishApi("shop", policy(chain, EXPOSED));
  expect(await who()).toBe("a");
  for (const refusal of [{ privateTargets: false }, { deny: ["127.0.0.0/8"] }, { allow: ["10.0.0.0/8"] }]) {
    await bench.gateway.publish({ "settings/egress": egress(refusal) });
    const reply = await call(`${bench.url}/shop`);
    expect(reply.body).toBe("refused");
    expect(["egress_denied", "ejected"]).toContain(reply.headers["x-fallback-reason"]);
  }
  await bench.gateway.publish({ "settings/egress": egress({}) });
  await bench.gateway.publishApi("meta", policy([http("a", "http://169.254.169.254/")], EXPOSED));
  const meta = await call(`${bench.url}/meta`);
  expect(meta).toMatchObject({ status: 502 });
  expect(meta.headers["x-fallback-reason"]).toBe("egress_denied");
  await bench.gateway.publishApi("name", policy([http("a", `http://localhost:${first.port}`)], EXPOSED));
  expect((await call(`${bench.url}/name`)).status).toBe(200);
});
