import { createServer, type AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers, closedPort } from "./test-upstream.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

const EXPOSED = { exposure: { clientHeaders: true } };

/** Accepts connections and never says a word: over TLS no connection comes about. */
async function silent(): Promise<{ url: string; connections: number }> {
  const seen = { url: "", connections: 0 };
  const server = createServer(() => seen.connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  seen.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return seen;
}

test("endpoints get requests exactly by their weights, one of weight 0 none", async () => {
  const [three, one, none] = [
    await bench.upstream(answers(200, "three")),
    await bench.upstream(answers(200, "one")),
    await bench.upstream(answers(200, "none")),
  ];
  const endpoints = [{ url: three.url, weight: 3 }, { url: one.url }, { url: none.url, weight: 0 }];
  await bench.gateway.publishApi("shop", policy([http("a", three.url, { endpoints })]));
  for (let i = 0; i < 40; i++) await call(`${bench.url}/shop`);
  expect([three.hits, one.hits, none.hits]).toEqual([30, 10, 0]);
});

test("an endpoint of weight 0 stands in for nobody", async () => {
  const drained = await bench.upstream(answers(200, "drained"));
  const endpoints = [{ url: `http://127.0.0.1:${await closedPort()}` }, { url: drained.url, weight: 0 }];
  await bench.gateway.publishApi("shop", policy([http("a", drained.url, { endpoints })]));
  expect((await call(`${bench.url}/shop`)).status).toBe(502);
  expect(drained.hits).toBe(0);
});

test("an endpoint of weight 0 keeps no target in service, and is not checked", async () => {
  const [drained, second] = [
    await bench.upstream(answers(200, "no")),
    await bench.upstream(answers(200, "b")),
  ];
  const endpoints = [{ url: `http://127.0.0.1:${await closedPort()}` }, { url: drained.url, weight: 0 }];
  const active = { type: "http", path: "/", intervalMs: 100, timeoutMs: 500 };
  const health = { active, passive: { failures: 1000 } };
  const a = http("a", drained.url, { endpoints, health, onFailure: { circuitOpen: false } });
  const chain = [a, http("b", second.url)];
  await bench.gateway.publishApi("shop", policy(chain, EXPOSED));
  await until(async () => (await call(`${bench.url}/shop`)).headers["x-fallback-attempts"] === "1", 5_000);
  expect(drained.hits).toBe(0);
});

const weighted = (weights: Record<string, number>) =>
  Object.entries(weights).map(([url, weight]) => ({ url, weight }));

test("all endpoints of a target have the time to connect of one, and what is left is the next target's", async () => {
  const endpoints = [{ url: (await silent()).url }, { url: (await silent()).url }];
  const second = await bench.upstream(answers(200, "b"));
  const a = http("a", second.url, { endpoints, timeouts: { connectMs: 300 } });
  await bench.gateway.publishApi("shop", policy([a, http("b", second.url)], EXPOSED));
  const seen: unknown[] = [];
  for (let i = 0; i < 4; i++) {
    const reply = await call(`${bench.url}/shop`, { headers: { "x-request-deadline-ms": "580" } });
    seen.push([reply.body, reply.headers["x-fallback-attempts"], reply.headers["x-fallback-reason"]]);
  }
  const failed = ["b", "2", "connect_timeout"];
  expect(seen).toEqual([failed, failed, failed, ["b", "1", "ejected"]]);
});

test("a deadline that cuts the second endpoint short leaves the first one's failure to be recorded", async () => {
  const dead = `http://127.0.0.1:${await closedPort()}`;
  const second = await bench.upstream(answers(200, "b"));
  const endpoints = weighted({ [dead]: 1000, [(await silent()).url]: 1 });
  const chain = [http("a", second.url, { endpoints }), http("b", second.url)];
  await bench.gateway.publishApi("shop", policy(chain, EXPOSED));
  const reply = () => call(`${bench.url}/shop`, { headers: { "x-request-deadline-ms": "200" } });
  for (let i = 0; i < 3; i++)
    expect((await reply()).headers).toMatchObject({ "x-fallback-reason": "connect_refused" });
  expect(await reply()).toMatchObject({ body: "b", headers: { "x-fallback-reason": "ejected" } });
});

test("an endpoint where nothing answers costs one request its time, the next are asked of the others", async () => {
  const [alive, second] = [await bench.upstream(answers(200, "a")), await bench.upstream(answers(200, "b"))];
  const mute = await silent();
  const endpoints = weighted({ [mute.url]: 1000, [alive.url]: 1 });
  const a = http("a", alive.url, { endpoints, timeouts: { connectMs: 300 } });
  await bench.gateway.publishApi("shop", policy([a, http("b", second.url)]));
  const bodies: string[] = [];
  for (let i = 0; i < 4; i++) bodies.push((await call(`${bench.url}/shop`)).body);
  expect([bodies, mute.connections]).toEqual([["b", "a", "a", "a"], 1]);
});

test("where no other target is left, another endpoint has its own time to connect", async () => {
  const alive = await bench.upstream(answers(200, "a"));
  const mute = await silent();
  const endpoints = weighted({ [mute.url]: 1000, [alive.url]: 1 });
  const a = http("a", alive.url, { endpoints, timeouts: { connectMs: 300 } });
  await bench.gateway.publishApi("shop", policy([a]));
  for (let i = 0; i < 4; i++)
    expect(await call(`${bench.url}/shop`, { method: "POST", body: "x" })).toMatchObject({ body: "a" });
  expect(mute.connections).toBe(1);
});

test.each(["http1", "http2"] as const)(
  "a deadline that ends a wait for a connection leaves the request unsent, and counts against nobody: %s",
  async (protocol) => {
    const endpoints = [{ url: (await silent()).url }];
    const fallen = { id: "s", kind: "static", status: 200, body: "fallen" } as const;
    const a = http("a", "http://unused.example", { endpoints, protocol, timeouts: { connectMs: 500 } });
    await bench.gateway.publishApi("shop", policy([a, fallen], EXPOSED));
    for (let i = 0; i < 4; i++) {
      const headers = { "x-request-deadline-ms": "100" };
      const reply = await call(`${bench.url}/shop`, { method: "POST", headers, body: "x" });
      expect(reply).toMatchObject({ status: 200, body: "fallen" });
      expect(reply.headers).toMatchObject({ "x-fallback-attempts": "1", "x-fallback-reason": "deadline" });
    }
  },
);

test("upstreams are told how long somebody waits: the client's time, no longer than the policy's", async () => {
  const [first, second] = [
    await bench.upstream(answers(503, "no")),
    await bench.upstream(answers(200, "yes")),
  ];
  const chain = [http("a", first.url, { health: { passive: { failures: 1000 } } }), http("b", second.url)];
  await bench.gateway.publishApi("shop", policy(chain, { budget: { deadlineMs: 9000 } }));
  const told = async (given?: string) => {
    await call(
      `${bench.url}/shop`,
      given === undefined ? {} : { headers: { "x-request-deadline-ms": given } },
    );
    return Number(first.header(first.hits - 1, "x-request-deadline-ms"));
  };
  for (const [given, most] of [
    [undefined, 9000],
    ["5000", 5000],
    ["60000", 9000],
    ["nonsense", 9000],
  ] as const) {
    const ms = await told(given);
    expect(ms).toBeGreaterThan(0);
    expect(ms).toBeLessThanOrEqual(most);
  }
  const times = [first, second].map((one) => Number(one.header(0, "x-request-deadline-ms")));
  expect(times[1]).toBeLessThanOrEqual(times[0] ?? 0);
});
