import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, TestGateway } from "./test-gateway.ts";
import { answers } from "./test-upstream.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

test("a target that leads back to the gateway ends with 508 after a few rounds, also through a second gateway", async () => {
  const other = await new TestGateway().start();
  const back = { stripPrefix: false };
  const exposed = { exposure: { clientHeaders: true } };
  await bench.gateway.publishApi("loop", policy([http("a", bench.url)], exposed), back);
  const reply = await call(`${bench.url}/loop`);
  expect(reply.status).toBe(508);
  expect(JSON.parse(reply.body)).toMatchObject({
    status: 508,
    detail: expect.stringContaining("leads back"),
  });
  await bench.gateway.publishApi("loop", policy([http("a", other.url)]), back);
  await other.publishApi("loop", policy([http("a", bench.url)]), back);
  expect(await call(`${bench.url}/loop`, { method: "POST", body: "x" })).toMatchObject({ status: 508 });
  await other.stop();
});

test("gateways behind gateways are no loop, and other proxies count for nothing", async () => {
  const upstream = await bench.upstream(answers(200, "ok"));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const via = (...hops: string[]) => call(`${bench.url}/shop`, { headers: { via: hops } });
  expect(await via("1.1 understudy, 2 understudy", "1.1 understudy")).toMatchObject({ status: 200 });
  expect(
    await via("1.1 a, 1.1 understudy-b, HTTP/1.1 understudy.example, 1.1 c, 1.1 d, 1.1 e"),
  ).toMatchObject({
    status: 200,
  });
  expect(await via(Array.from({ length: 5 }, () => "1.1 understudy (x)").join(","))).toMatchObject({
    status: 508,
  });
  expect(upstream.header(0, "via")).toBe("1.1 understudy, 2 understudy, 1.1 understudy, 1.1 understudy");
});

test("a client cannot speak in the gateway's own words", async () => {
  const upstream = await bench.upstream(answers(200, "ok", { "x-fallback-target": "lie", "x-kept": "1" }));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const reply = await call(`${bench.url}/shop`, {
    headers: {
      "X-Fallback-Target": "b",
      "X-Understudy-Drill": "b",
      x_understudy_control: "pin",
      "x-mine": "1",
    },
  });
  for (const forged of ["x-fallback-target", "x-understudy-drill", "x_understudy_control"])
    expect(upstream.header(0, forged)).toBeUndefined();
  expect(upstream.header(0, "x-mine")).toBe("1");
  expect(reply.headers).toMatchObject({ "x-kept": "1" });
  expect(reply.headers["x-fallback-target"]).toBeUndefined();
});
