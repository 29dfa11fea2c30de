import { afterEach, beforeEach, expect, test } from "vitest";
import { FrameUpstream, type FrameConnection } from "./test-http2-frames.ts";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers } from "./test-upstream.ts";

/* A connection of many requests may be dead without our knowing: what must not be sent twice asks first, and nobody stays with it. */

let bench: Bench;
let upstream: FrameUpstream;

const answersAtOnce = (connection: FrameConnection, id: number) => {
  connection.head(id);
  connection.data(id, "first", { isLast: true });
};

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await new FrameUpstream(answersAtOnce).start();
  const second = await bench.upstream(answers(200, "second"));
  const health = { passive: { failures: 1_000 } };
  const timeouts = { connectMs: 500, firstByteMs: 1_200 };
  const first = http("a", upstream.url, { protocol: "http2", health, timeouts });
  const exposure = { clientHeaders: true };
  await bench.gateway.publishApi("shop", policy([first, http("b", second.url)], { exposure }));
  // One connection is open and has answered.
  await until(async () => (await call(`${bench.url}/shop`)).body === "first");
});

afterEach(async () => {
  await bench.stop();
  upstream.stop();
});

async function passed(ms: number): Promise<void> {
  const since = performance.now();
  await until(() => performance.now() - since > ms);
}

test("a request that has just begun is no sign of life: what must not be sent twice still waits for one", async () => {
  await passed(1_100);
  upstream.heldPings = [];
  const unanswered: [FrameConnection, number][] = [];
  upstream.onRequest = (connection, id) => void unanswered.push([connection, id]);
  const get = call(`${bench.url}/shop`);
  await until(() => unanswered.length === 1);
  const post = call(`${bench.url}/shop`, { method: "POST", body: "x" });
  await until(() => upstream.heldPings?.length === 1);
  expect(upstream.requests).toBe(2);
  upstream.onRequest = answersAtOnce;
  for (const answer of upstream.heldPings ?? []) answer();
  expect(await post).toMatchObject({ status: 200, body: "first" });
  for (const [connection, id] of unanswered) answersAtOnce(connection, id);
  expect(await get).toMatchObject({ body: "first" });
  expect(upstream.connections.size).toBe(1);
});

test.each<[string, (connection: FrameConnection) => void]>([
  ["ends", ({ socket }) => void socket.end()],
  ["is reset", ({ socket }) => void socket.resetAndDestroy()],
  ["says goodbye", (connection) => connection.goaway(0)],
  ["stays silent", () => undefined],
])("a connection that is asked for a sign of life and %s costs nobody a request", async (_how, does) => {
  await passed(1_100);
  const [old] = upstream.connections;
  upstream.heldPings = [];
  const posts = [1, 2, 3].map(() => call(`${bench.url}/shop`, { method: "POST", body: "x" }));
  await until(() => upstream.heldPings?.length === 1);
  if (old) does(old);
  for (const post of posts) {
    const { body, headers } = await post;
    expect([body, headers["x-fallback-reason"]]).toEqual(["first", undefined]);
  }
  expect(upstream.requests).toBe(4);
  await until(() => upstream.connections.size === 1 && old !== undefined && !upstream.connections.has(old));
});

test("a connection that is busy is not asked, however long its server takes", async () => {
  upstream.onRequest = () => undefined;
  const get = call(`${bench.url}/shop`);
  await until(() => upstream.requests === 2);
  await passed(1_050);
  upstream.onRequest = answersAtOnce;
  expect(await call(`${bench.url}/shop`, { method: "POST", body: "x" })).toMatchObject({ body: "first" });
  expect([upstream.pings, upstream.connections.size]).toEqual([0, 1]);
  await get;
});

test("a server that lives, and has nothing to say, is not asked time and again", async () => {
  upstream.onRequest = () => undefined;
  for (let n = 0; n < 3; n++) expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "second" });
  expect([upstream.requests, upstream.pings, upstream.connections.size]).toEqual([4, 1, 1]);
});

test("a connection that answers neither a request nor the question after it gets no more of them", async () => {
  const [dead] = upstream.connections;
  upstream.heldPings = [];
  upstream.onRequest = (connection, id) => {
    if (connection !== dead) answersAtOnce(connection, id);
  };
  expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "second" });
  await until(async () => (await call(`${bench.url}/shop`)).body === "first");
  await until(() => dead !== undefined && !upstream.connections.has(dead));
});
