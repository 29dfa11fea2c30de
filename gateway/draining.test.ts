import { Agent } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until, wholeAnswer } from "./test-gateway.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

test("draining finishes what is under way and drops no request of a kept connection", async () => {
  const slow = await bench.upstream((_request, response) => {
    setTimeout(() => response.end("done"), 20);
  });
  await bench.gateway.publishApi("shop", policy([http("a", slow.url)]));
  const results: string[] = [];
  let stopped = false;
  const clients = Array.from({ length: 8 }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!stopped) {
      const result = await wholeAnswer(`${bench.url}/shop`, agent);
      // The port is closed at the end: that request never reached the gateway.
      if (result === "no connection") break;
      results.push(result);
    }
    agent.destroy();
  });
  await until(() => results.length > 50);
  const drained = bench.gateway.gateway.drain();
  expect((await call(`${bench.gateway.adminUrl}/readyz`)).status).toBe(503);
  await drained;
  stopped = true;
  await Promise.all(clients);
  expect(results.filter((result) => result !== "ok")).toEqual([]);
});

test("a drained gateway is gone from the store", async () => {
  await bench.gateway.publishApi("shop", policy([{ id: "s", kind: "static", status: 200 }]));
  await bench.gateway.gateway.drain();
  expect(await bench.gateway.store.listStatus("production")).toEqual([]);
});
