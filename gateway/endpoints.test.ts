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
async function silentPort(): Promise<number> {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
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

test("all endpoints of a target together have the time of one attempt", async () => {
  const endpoints = [
    { url: `https://127.0.0.1:${await silentPort()}` },
    { url: `https://127.0.0.1:${await silentPort()}` },
  ];
  const target = http("a", "http://unused.example", { endpoints, timeouts: { connectMs: 300 } });
  await bench.gateway.publishApi("shop", policy([target], { ...EXPOSED, budget: { deadlineMs: 400 } }));
  const reply = await call(`${bench.url}/shop`);
  expect(reply.status).toBe(504);
  // With 300 ms for each the second would have failed to connect instead.
  expect(reply.headers["x-fallback-reason"]).toBe("deadline");
});

test.each(["http1", "http2"] as const)(
  "a deadline that ends a wait for a connection leaves the request unsent, and counts against nobody: %s",
  async (protocol) => {
    const endpoints = [{ url: `https://127.0.0.1:${await silentPort()}` }];
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
