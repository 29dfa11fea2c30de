import { afterEach, beforeEach, expect, test } from "vitest";
import type { Controls, FallbackPolicy } from "#lib/fallback/schema";
import type { DocumentBody } from "#lib/routing/schema";
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

const QUICK = { health: { passive: { failures: 1, ejectMs: 100 } } };
const who = async () => (await call(`${bench.url}/shop`)).headers["x-fallback-target"];
const why = async () => (await call(`${bench.url}/shop`)).headers["x-fallback-reason"];

async function publish(failback: FallbackPolicy["failback"]): Promise<void> {
  const chain = [http("a", first.url, QUICK), http("b", second.url, QUICK)];
  const more = { exposure: { clientHeaders: true }, ...(failback && { failback }) };
  await bench.gateway.publishApi("shop", policy(chain, more));
}

async function order(controls: Controls): Promise<void> {
  const body: DocumentBody = {
    kind: "controls",
    environment: "production",
    api: { id: "api_shop", slug: "shop" },
    version: { id: "ver_shop", name: "v1" },
    controls,
  };
  await bench.gateway.publish({ "controls/shop/v1": body });
  const [status] = await bench.gateway.store.listStatus("production");
  expect(status?.rejects).toEqual([]);
}

async function isUp(target: string): Promise<void> {
  const line = new RegExp(`^understudy_gateway_target_state.*target="${target}",state="up".* 1$`, "m");
  await until(async () => line.test((await call(`${bench.gateway.adminUrl}/metrics`)).body));
}

async function failOnce(): Promise<void> {
  first.behaviour = answers(503, "down");
  await until(async () => (await why()) === "status 503");
  first.behaviour = answers(200, "first");
}

test("a pinned target answers whatever its state, over a publish and a restart, until the pin is taken back", async () => {
  await publish(undefined);
  await order({ pin: "b" });
  expect([await who(), await why()]).toEqual(["b", "pinned"]);
  await publish({ mode: "auto", holdDownMs: 5 });
  expect(await who()).toBe("b");
  await bench.gateway.gateway.drain();
  bench.gateway.backend.outage();
  await bench.gateway.start();
  expect(await who()).toBe("b");
  bench.gateway.backend.recover();
  second.behaviour = answers(503, "second down");
  for (let i = 0; i < 3; i++) expect((await call(`${bench.url}/shop`)).body).toBe("second down");
  await until(async () => (await bench.gateway.store.listStatus("production")).length === 1);
  await order({});
  expect(await who()).toBe("a");
});

test("an order is there before its route, and one that nobody signed is refused", async () => {
  await order({ pin: "b" });
  await publish(undefined);
  expect(await who()).toBe("b");
  await bench.gateway.put([{ key: "controls/shop/v1", value: '{"pin":"a"}' }]);
  await bench.gateway.applied();
  expect(await who()).toBe("b");
});

test("under manual failback a recovered target waits for its release", async () => {
  await publish({ mode: "manual" });
  await failOnce();
  await until(async () => (await why()) === "held");
  await publish({ mode: "manual", slowStartMs: 0 });
  expect(await who()).toBe("b");
  await order({ releases: { a: Date.now() } });
  expect(await who()).toBe("a");
  await failOnce();
  await until(async () => (await why()) === "held");
});

test("under sticky failback a target that is full for a moment stays in service", async () => {
  const chain = [http("a", first.url, { maxConcurrent: 2 }), http("b", second.url)];
  const failback = { mode: "sticky", holdDownMs: 0 } as const;
  await bench.gateway.publishApi("shop", policy(chain, { exposure: { clientHeaders: true }, failback }));
  let letGo: () => void = () => undefined;
  first.behaviour = (_request, response) => (letGo = () => void response.end("late"));
  const late = call(`${bench.url}/shop`);
  await until(() => first.hits === 1);
  first.behaviour = answers(503, "down");
  expect(await who()).toBe("b");
  // This one ends the row of failures while both places are taken.
  first.behaviour = answers(200, "first");
  expect(await who()).toBe("a");
  letGo();
  expect((await late).body).toBe("late");
  expect(await who()).toBe("a");
});

test("under sticky failback the fallback keeps serving until it fails itself or the first is released", async () => {
  await publish({ mode: "sticky", holdDownMs: 0 });
  await failOnce();
  await until(async () => (await why()) === "sticky");
  await publish({ mode: "sticky", holdDownMs: 1 });
  expect(await who()).toBe("b");
  second.behaviour = answers(503, "down");
  await until(async () => (await who()) === "a");
  second.behaviour = answers(200, "second");
  await isUp("b");
  expect(await who()).toBe("a");
  await failOnce();
  await until(async () => (await who()) === "b");
  await isUp("a");
  expect(await who()).toBe("b");
  await order({ releases: { a: Date.now() + 1 } });
  await until(async () => (await who()) === "a");
});
