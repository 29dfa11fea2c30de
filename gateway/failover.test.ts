import { request as httpRequest } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench } from "./test-sockets.ts";
import { call, http, policy } from "./test-gateway.ts";
import { answers, closedPort, hangs, resets, type Behaviour } from "./test-upstream.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

const SHORT = { timeouts: { connectMs: 200, firstByteMs: 200 } };
const EXPOSED = { exposure: { clientHeaders: true } };
const babbles: Behaviour = (request) => void request.socket.end("SSH-2.0-what\r\n\r\n");
const dead = async () => `http://127.0.0.1:${await closedPort()}`;

const failing: [reason: string, address: () => Promise<string>][] = [
  ["connect_refused", dead],
  ["first_byte_timeout", async () => (await bench.upstream(hangs)).url],
  ["reset", async () => (await bench.upstream(resets)).url],
  ["status 503", async () => (await bench.upstream(answers(503, "down"))).url],
  ["invalid_response", async () => (await bench.upstream(babbles)).url],
];

test.each(failing)(
  "the answer tells who gave it, after how many attempts, and why: %s",
  async (reason, address) => {
    const second = await bench.upstream(answers(200, "second"));
    await bench.gateway.publishApi(
      "shop",
      policy([http("a", await address(), SHORT), http("b", second.url)], EXPOSED),
    );
    expect((await call(`${bench.url}/shop`)).headers).toMatchObject({
      "x-fallback-target": "b",
      "x-fallback-attempts": "2",
      "x-fallback-reason": reason,
    });
  },
);

test("a target fails only when none of its endpoints can be reached", async () => {
  const alive = await bench.upstream(answers(200, "alive"));
  const target = http("a", alive.url, { endpoints: [{ url: await dead() }, { url: alive.url }] });
  await bench.gateway.publishApi("shop", policy([target], EXPOSED));
  for (let i = 0; i < 4; i++) {
    const reply = await call(`${bench.url}/shop`, { method: "POST", body: "x" });
    expect(reply).toMatchObject({ status: 200, body: "alive" });
    expect(reply.headers["x-fallback-attempts"]).toBe("1");
  }
});

test("a target that failed three times in a row is left alone, the last of a chain never", async () => {
  const first = await bench.upstream(answers(503, "first down"));
  const last = await bench.upstream(answers(503, "last down", { "x-from": "last" }));
  await bench.gateway.publishApi("shop", policy([http("a", first.url), http("b", last.url)]));
  for (let i = 0; i < 6; i++) {
    const reply = await call(`${bench.url}/shop`);
    expect(reply).toMatchObject({ status: 503, body: "last down" });
    expect(reply.headers["x-from"]).toBe("last");
  }
  // Ejected after 3 failures: the first is left alone, the last never is.
  expect([first.hits, last.hits]).toEqual([3, 6]);
});

test("a body comes through to the target behind a last good answer that is not there", async () => {
  const last = await bench.upstream(answers(200, "last"));
  const stale = {
    id: "old",
    kind: "stale",
    maxStaleMs: 60_000,
    isolateBy: "public",
    maxEntryBytes: 100,
  } as const;
  const brittle = { health: { passive: { failures: 1 } } };
  const again = { attempts: { max: 2, backoff: { baseMs: 0, maxMs: 0, jitter: "none" } } } as const;
  await bench.gateway.publishApi(
    "shop",
    policy([http("a", await dead(), brittle), stale, http("b", last.url, again)]),
  );
  await call(`${bench.url}/shop`);
  last.behaviour = (request, response) => {
    const status = last.hits === 2 ? 503 : 200;
    answers(status, "last")(request, response);
  };
  // The first target is out of service by now: the request begins at the stored answer.
  const body = "what I look for";
  const headers = { "content-length": String(body.length) };
  const reply = await call(`${bench.url}/shop/search`, { headers, body });
  expect(reply).toMatchObject({ status: 200, body: "last" });
  expect(last.requests.map((request) => request.body)).toEqual(["", body, body]);
});

test("a static answer ends the chain; a HEAD gets its head alone", async () => {
  const sorry = { id: "sorry", kind: "static", status: 503, body: "sorry", retryAfterS: 30 } as const;
  await bench.gateway.publishApi("shop", policy([http("a", await dead()), sorry]));
  const reply = await call(`${bench.url}/shop`);
  expect(reply).toMatchObject({ status: 503, body: "sorry" });
  expect(reply.headers["retry-after"]).toBe("30");
  expect(await call(`${bench.url}/shop`, { method: "HEAD" })).toMatchObject({ status: 503, body: "" });
});

test("a primary that dies between headers and body of a small answer is replaced", async () => {
  const first = await bench.upstream((request, response) => {
    response.writeHead(200, { "content-length": 1000 });
    response.write("part");
    setTimeout(() => request.socket.resetAndDestroy(), 10);
  });
  const second = await bench.upstream(answers(200, "whole"));
  await bench.gateway.publishApi("shop", policy([http("a", first.url), http("b", second.url)], EXPOSED));
  const reply = await call(`${bench.url}/shop`);
  expect(reply).toMatchObject({ status: 200, body: "whole" });
  expect(reply.headers["x-fallback-reason"]).toBe("reset");
});

test("a small answer that takes too long is passed on as it comes", async () => {
  let finish = () => {};
  const slow = await bench.upstream((_request, response) => {
    response.writeHead(200, { "content-length": 2 });
    response.write("a");
    finish = () => void response.end("b");
  });
  await bench.gateway.publishApi("shop", policy([http("a", slow.url)]));
  const body = await new Promise<string>((resolve, reject) => {
    httpRequest(`${bench.url}/shop`, { agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += String(chunk);
        finish();
      });
      response.on("end", () => resolve(text)).on("error", reject);
    }).end();
  });
  expect(body).toBe("ab");
});
