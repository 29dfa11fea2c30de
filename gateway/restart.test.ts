import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DocumentBody } from "#lib/routing/schema";
import type { FallbackPolicy, Target } from "#lib/fallback/schema";
import { TelemetryBatch } from "#lib/telemetry/schema";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, routeBody, TestGateway, until } from "./test-gateway.ts";
import { answers, startUpstream, type TestUpstream } from "./test-upstream.ts";

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
/** Long enough that no state ends while a test runs. */
const LONG = { health: { passive: { failures: 1, ejectMs: 600_000 } } };

async function publish(target: object, more: Partial<FallbackPolicy> = {}): Promise<void> {
  await bench.gateway.publishApi("shop", chain([http("a", first.url, target), http("b", second.url)], more));
}

const chain = (targets: Target[], more: Partial<FallbackPolicy> = {}) =>
  policy(targets, { ...EXPOSED, ...more });
const statesFile = () => join(bench.gateway.snapshotDir, "target-states.json");

async function restart(between: () => Promise<unknown> = async () => undefined): Promise<void> {
  await bench.gateway.gateway.drain();
  await between();
  await bench.gateway.start();
}

const why = async () => (await call(`${bench.url}/shop`)).headers["x-fallback-reason"];

test("an ejected target stays ejected over a restart, without one more request to find out", async () => {
  await publish(LONG);
  first.behaviour = answers(503, "down");
  expect(await why()).toBe("status 503");
  await restart();
  expect(await why()).toBe("ejected");
  expect(first.hits).toBe(1);
  // And over a second one, before which nothing changed.
  await restart();
  expect(await why()).toBe("ejected");
  expect(first.hits).toBe(1);
});

test("an open circuit, a respite and a hold-down survive a restart", async () => {
  const patient = { health: { passive: { failures: 1000 } } };
  first.behaviour = answers(503, "down");
  await publish({ ...patient, circuit: { consecutive: 1, openMs: 600_000 } });
  expect(await why()).toBe("status 503");
  await restart();
  expect(await why()).toBe("open");

  const other = await bench.upstream(answers(503, "busy", { "retry-after": "50" }));
  await bench.gateway.publishApi("shop", chain([http("a", other.url, patient), http("b", second.url)]));
  expect(await why()).toBe("status 503");
  await restart();
  expect(await why()).toBe("cooling");

  const third = await bench.upstream(answers(503, "down"));
  const brief = { health: { passive: { failures: 1, ejectMs: 100 } } };
  const held = { failback: { holdDownMs: 600_000 } };
  await bench.gateway.publishApi("shop", chain([http("a", third.url, brief), http("b", second.url)], held));
  expect(await why()).toBe("status 503");
  await until(async () => (await why()) === "held");
  await restart();
  expect(await why()).toBe("held");
  expect([first.hits, other.hits, third.hits]).toEqual([1, 1, 1]);
});

test("sticky failback stays where it went", async () => {
  const targets = [
    http("a", first.url, { health: { passive: { failures: 1, ejectMs: 100 } } }),
    http("b", second.url),
  ];
  await bench.gateway.publishApi("shop", chain(targets, { failback: { mode: "sticky", holdDownMs: 0 } }));
  first.behaviour = answers(503, "down");
  expect(await why()).toBe("status 503");
  first.behaviour = answers(200, "first");
  await until(async () => (await why()) === "sticky");
  await restart();
  expect(await why()).toBe("sticky");
  expect(first.hits).toBe(1);
});

test("a target that moved meanwhile starts anew", async () => {
  await publish(LONG);
  first.behaviour = answers(503, "down");
  await why();
  const moved = await bench.upstream(answers(200, "moved"));
  await restart(async () => {
    const revision = bench.gateway.revision + 1;
    const body: DocumentBody = routeBody("shop", chain([http("a", moved.url, LONG), http("b", second.url)]));
    await bench.gateway.put([
      { key: "routes/shop/v1", value: bench.gateway.sign("routes/shop/v1", body, revision) },
    ]);
  });
  await bench.gateway.applied();
  expect((await call(`${bench.url}/shop`)).body).toBe("moved");
});

test.each([
  ["damaged", (text: string) => text.replace('"down":false', '"down":true')],
  ["cut short", (text: string) => text.slice(0, -20)],
  ["empty", () => ""],
])("states that are %s are not used, and the gateway starts all the same", async (_name, change) => {
  await publish(LONG);
  first.behaviour = answers(503, "down");
  await why();
  await restart(async () => {
    const text = await readFile(statesFile(), "utf8");
    expect(change(text)).not.toBe(text);
    await writeFile(statesFile(), change(text));
  });
  first.behaviour = answers(200, "first");
  expect(await why()).toBeUndefined();
});

test("states of another gateway's keys are not used", async () => {
  await publish(LONG);
  first.behaviour = answers(503, "down");
  await why();
  await bench.gateway.gateway.drain();
  const stranger = new TestGateway({}, bench.gateway.backend);
  stranger.snapshotDir = bench.gateway.snapshotDir;
  await stranger.start();
  const text = await readFile(statesFile(), "utf8");
  await stranger.gateway.drain();
  expect(text).toContain('"cause":"status 503"');
  await writeFile(statesFile(), text);
  await bench.gateway.start();
  expect(await why()).toBe("ejected");
});

test("an incident goes on after a restart, and ends when it is over", async () => {
  const portal = await startUpstream(answers(204, ""));
  const reporting = new Bench(
    new TestGateway({ telemetry: { url: `${portal.url}/api/v1/telemetry`, token: "t0k" } }),
  );
  await reporting.start();
  const { gateway } = reporting;
  const incidents = () =>
    portal.requests
      .filter(({ body }) => body.endsWith("}"))
      .flatMap(({ body }) => TelemetryBatch.parse(JSON.parse(body)).incidents);
  await gateway.publishApi("shop", chain([http("a", first.url, LONG), http("b", second.url)]));
  first.behaviour = answers(503, "down");
  await call(`${gateway.url}/shop`);
  await until(() => incidents().length > 0);
  const [opened] = incidents();
  await gateway.gateway.drain();
  // The drain did not end it: nothing says that the primary is back.
  expect(incidents().filter(({ closedAt }) => closedAt !== undefined)).toEqual([]);
  const before = incidents().length;
  await gateway.start();
  await until(() => incidents().length > before);
  const resumed = incidents().at(-1);
  expect(resumed).toMatchObject({ servingTarget: "b", rescued: 0, firstError: opened?.firstError });
  expect(Date.parse(resumed?.openedAt ?? "")).toBeGreaterThan(Date.parse(opened?.openedAt ?? ""));
  const tombstone: DocumentBody = {
    kind: "tombstone",
    environment: "production",
    api: { id: "api_shop", slug: "shop" },
    version: { id: "ver_shop", name: "v1" },
    publicationId: "pub_2",
  };
  await gateway.publish({ "routes/shop/v1": tombstone });
  await until(() => incidents().some(({ closedAt }) => closedAt !== undefined));
  expect(incidents().at(-1)?.closedBy).toBe("not_served");
  await reporting.stop();
  await portal.stop();
});
