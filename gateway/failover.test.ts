import { request as httpRequest } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers, closedPort, hangs, resets, type Behaviour } from "./test-upstream.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

const SHORT = { timeouts: { connectMs: 200, firstByteMs: 200 } };
const EXPOSED = { exposure: { clientHeaders: true } };
const dead = async () => `http://127.0.0.1:${await closedPort()}`;

test("c01: a refused connection moves on to the next target", async () => {
  const second = await bench.upstream(answers(200, "second"));
  await bench.gateway.publishApi("shop", policy([http("a", await dead()), http("b", second.url)], EXPOSED));
  const reply = await call(`${bench.url}/shop/x?y=1`);
  expect(reply).toMatchObject({ status: 200, body: "second" });
  expect(reply.headers).toMatchObject({
    "x-fallback-target": "b",
    "x-fallback-attempts": "2",
    "x-fallback-reason": "connect_refused",
  });
  expect(second.requests[0]?.url).toBe("/x?y=1");
});

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

test("c03: a target that accepts and hangs is left at its first-byte limit", async () => {
  const first = await bench.upstream(hangs);
  const second = await bench.upstream(answers(200, "second"));
  await bench.gateway.publishApi(
    "shop",
    policy([http("a", first.url, SHORT), http("b", second.url)], EXPOSED),
  );
  const reply = await call(`${bench.url}/shop`);
  expect(reply).toMatchObject({ status: 200, body: "second" });
  expect(reply.headers["x-fallback-reason"]).toBe("first_byte_timeout");
  expect(first.hits).toBe(1);
});

test("c04: a GET whose connection is reset after it was sent is replayed, a POST is not", async () => {
  const first = await bench.upstream(resets);
  const second = await bench.upstream(answers(200, "second"));
  await bench.gateway.publishApi("shop", policy([http("a", first.url), http("b", second.url)]));
  expect(await call(`${bench.url}/shop`)).toMatchObject({ status: 200, body: "second" });
  expect(first.hits).toBe(1);
  expect(await call(`${bench.url}/shop`, { method: "POST", body: "x" })).toMatchObject({ status: 502 });
  expect(first.hits).toBe(2);
  expect(second.hits).toBe(1);
});

const bad: Record<string, Behaviour> = {
  "c05: with a length": answers(503, "down"),
  "c06: chunked": (_request, response) => void response.writeHead(503).end("down"),
  "c08: trickled without end": (_request, response) => {
    response.writeHead(503);
    const timer = setInterval(() => response.write("."), 20);
    response.on("close", () => clearInterval(timer));
  },
};

test.each(Object.entries(bad))("a 503 moves on, %s", async (_name, behaviour) => {
  const first = await bench.upstream(behaviour);
  const second = await bench.upstream(answers(200, "second"));
  await bench.gateway.publishApi("shop", policy([http("a", first.url), http("b", second.url)], EXPOSED));
  const reply = await call(`${bench.url}/shop`);
  expect(reply).toMatchObject({ status: 200, body: "second" });
  expect(reply.headers["x-fallback-reason"]).toBe("status 503");
  await until(() => first.hits === 1);
});

test("c10: a 404 is an answer and passes", async () => {
  const first = await bench.upstream(answers(404, "no such thing"));
  const second = await bench.upstream(answers(200, "second"));
  await bench.gateway.publishApi("shop", policy([http("a", first.url), http("b", second.url)]));
  expect(await call(`${bench.url}/shop`)).toMatchObject({ status: 404, body: "no such thing" });
  expect(second.hits).toBe(0);
});

test("c11: a POST answered 503 is not replayed; the client gets that very answer", async () => {
  const first = await bench.upstream(answers(503, "maybe done"));
  const second = await bench.upstream(answers(200, "second"));
  await bench.gateway.publishApi("shop", policy([http("a", first.url), http("b", second.url)]));
  expect(await call(`${bench.url}/shop`, { method: "POST", body: "x" })).toMatchObject({
    status: 503,
    body: "maybe done",
  });
  expect([first.hits, second.hits]).toEqual([1, 0]);
});

test("c12: a refused POST is replayed with its body", async () => {
  const second = await bench.upstream(answers(201, "made"));
  await bench.gateway.publishApi("shop", policy([http("a", await dead()), http("b", second.url)]));
  expect(await call(`${bench.url}/shop`, { method: "POST", body: "order 1" })).toMatchObject({
    status: 201,
    body: "made",
  });
  expect(second.requests[0]).toMatchObject({ method: "POST", body: "order 1" });
});

test("c13: a POST with a key is replayed where both targets share their store of keys", async () => {
  const first = await bench.upstream(resets);
  const second = await bench.upstream(answers(200, "second"));
  const shared = { semantics: { sharesDedupStore: true } };
  await bench.gateway.publishApi(
    "shop",
    policy([http("a", first.url, shared), http("b", second.url, shared)], {
      replay: { nonIdempotent: "with_key" },
    }),
  );
  const headers = { "idempotency-key": "k1" };
  expect(await call(`${bench.url}/shop`, { method: "POST", body: "x", headers })).toMatchObject({
    status: 200,
  });
  expect(await call(`${bench.url}/shop`, { method: "POST", body: "x" })).toMatchObject({ status: 502 });
  expect(second.header(0, "idempotency-key")).toBe("k1");
});

test.each(["declared", "chunked"])(
  "c14: at the body limit a request still has its fallback, above it not (%s)",
  async (form) => {
    const second = await bench.upstream(answers(200, "second"));
    const replay = { bodyMaxBytes: 1000, bodyOverLimit: "no_fallback" as const };
    await bench.gateway.publishApi(
      "shop",
      policy([http("a", await dead()), http("b", second.url)], { replay }),
    );
    const send = (bytes: number) => {
      const headers: Record<string, string> = form === "chunked" ? { "transfer-encoding": "chunked" } : {};
      return call(`${bench.url}/shop`, { method: "PUT", body: "x".repeat(bytes), headers });
    };
    expect(await send(1000)).toMatchObject({ status: 200 });
    expect(second.requests[0]?.body).toHaveLength(1000);
    expect(await send(1001)).toMatchObject({ status: 502 });
    expect(second.hits).toBe(1);
  },
);

test("c14: above the limit the body streams to the first target, or is refused where the policy says so", async () => {
  const first = await bench.upstream(answers(200, "first"));
  const second = await bench.upstream(answers(200, "second"));
  const chain = [http("a", first.url), http("b", second.url)];
  await bench.gateway.publishApi("shop", policy(chain, { replay: { bodyMaxBytes: 1000 } }));
  const body = "0123456789".repeat(50_000);
  for (const headers of [{}, { "transfer-encoding": "chunked" }]) {
    expect(await call(`${bench.url}/shop`, { method: "POST", body, headers })).toMatchObject({
      status: 200,
      body: "first",
    });
    expect(first.requests.at(-1)?.body === body).toBe(true);
  }
  const strict = { replay: { bodyMaxBytes: 1000, bodyOverLimit: "reject_413" as const } };
  await bench.gateway.publishApi("shop", policy(chain, strict));
  const refused = await call(`${bench.url}/shop`, { method: "POST", body: "x".repeat(1001) });
  expect(refused).toMatchObject({ status: 413 });
  expect(refused.headers["content-type"]).toBe("application/problem+json");
});

test("c15: when all are dead the last is tried all the same, and its very answer is returned", async () => {
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

test("c16: four targets are tried in order, each once, two hanging ones in a row among them", async () => {
  const order: string[] = [];
  const noting =
    (id: string, behaviour: Behaviour): Behaviour =>
    (request, response) => {
      order.push(id);
      behaviour(request, response);
    };
  const a = await bench.upstream(noting("a", resets));
  const b = await bench.upstream(noting("b", hangs));
  const c = await bench.upstream(noting("c", hangs));
  const d = await bench.upstream(noting("d", answers(200, "fourth")));
  const chain = [http("a", a.url), http("b", b.url, SHORT), http("c", c.url, SHORT), http("d", d.url)];
  await bench.gateway.publishApi("shop", policy(chain));
  expect(await call(`${bench.url}/shop`)).toMatchObject({ status: 200, body: "fourth" });
  expect(order).toEqual(["a", "b", "c", "d"]);
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

test("an upstream that speaks no HTTP is a failed target, not a crash", async () => {
  const broken = await bench.upstream((request) => void request.socket.end("SSH-2.0-what\r\n\r\n"));
  const second = await bench.upstream(answers(200, "second"));
  await bench.gateway.publishApi("shop", policy([http("a", broken.url), http("b", second.url)], EXPOSED));
  const reply = await call(`${bench.url}/shop`);
  expect(reply.body).toBe("second");
  expect(reply.headers["x-fallback-reason"]).toBe("invalid_response");
});
