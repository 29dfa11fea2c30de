import { afterEach, beforeEach, expect, test } from "vitest";
import { call, http, policy } from "./test-gateway.ts";
import { Bench } from "./test-sockets.ts";
import { answers, closedPort, type TestUpstream } from "./test-upstream.ts";

/* Which of the answers that pass through are kept as last good ones. */

let bench: Bench;
let upstream: TestUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await bench.upstream(answers(200, "good"));
});

afterEach(() => bench.stop());

/** `stales`: what each stale target of the chain has beyond the usual. The last target is dead. */
async function publish(stales: object[], more: Parameters<typeof policy>[1] = {}): Promise<void> {
  const usual = { kind: "stale", maxStaleMs: 60_000, isolateBy: "public", maxEntryBytes: 10_000 };
  const kept = stales.map((own, index) => ({ id: `kept-${index}`, ...usual, ...own }));
  const primary = http("a", upstream.url, { health: { passive: { failures: 1000 } } });
  const dead = http("dead", `http://127.0.0.1:${await closedPort()}`);
  const chain = [primary, ...(kept as never[]), dead];
  await bench.gateway.publishApi("shop", policy(chain, { exposure: { clientHeaders: true }, ...more }));
}

const ask = (path: string, method = "GET") => call(`${bench.url}/shop${path}`, { method });

/** The target that answers once the upstream is gone; undefined: none does. */
async function answeredBy(path: string, method = "GET"): Promise<unknown> {
  await upstream.stop();
  return (await ask(path, method)).headers["x-fallback-target"];
}

const FLAG = { name: "x-should-fallback" };
const flagged = answers(200, "half an answer", { "x-should-fallback": "1" });

test.each([
  ["when every target failed", {}],
  ["where no other may be tried", { replay: { safeMethods: [] } }],
])("an answer that a trigger called a failure is not kept, passed on %s", async (_when, more) => {
  await publish([{}], { triggers: { responseHeader: [FLAG] }, whenExhausted: { respond: "last" }, ...more });
  upstream.behaviour = flagged;
  for (let i = 0; i < 2; i++) {
    const { status, body, headers } = await ask("/orders");
    expect([status, body, headers["x-fallback-target"]]).toEqual([200, "half an answer", "a"]);
  }
  expect(await answeredBy("/orders")).toBeUndefined();
});
