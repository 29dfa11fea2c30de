import { once } from "node:events";
import type { ClientHttp2Session } from "node:http2";
import { afterEach, beforeEach, expect, test } from "vitest";
import { http2Session } from "./test-http2.ts";
import { FrameUpstream } from "./test-http2-frames.ts";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

/* What an upload's time is while the server has not all of it. */

let bench: Bench;
let upstream: FrameUpstream;
let second: TestUpstream;
let session: ClientHttp2Session;

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await new FrameUpstream((connection, id) => connection.head(id, { isLast: true })).start();
  second = await bench.upstream(answers(200, "second"));
  session = await http2Session(bench.url);
});

afterEach(async () => {
  session.destroy();
  await bench.stop();
  upstream.stop();
});

const publish = (timeouts: object, replay: object = {}) => {
  const first = http("a", upstream.url, { protocol: "http2", timeouts });
  return bench.gateway.publishApi("shop", policy([first, http("b", second.url)], { replay }));
};

function begin() {
  const stream = session.request({
    ":method": "POST",
    ":path": "/shop/Chat",
    "content-type": "application/grpc",
    te: "trailers",
  });
  stream.write(Buffer.from([0, 0, 0, 0, 0]));
  return stream.resume();
}

test("one that is sent anew, because it was not processed, has an upload's time once more", async () => {
  await publish({ connectMs: 300, firstByteMs: 2_000 }, { bodyMaxBytes: 200_000 });
  expect(await call(`${bench.url}/shop`)).toMatchObject({ status: 200 });
  const [old] = upstream.connections;
  upstream.onRequest = (connection, id) => {
    if (connection === old) connection.goaway(0);
    // It takes no more than its first window meanwhile.
    else setTimeout(() => connection.head(id, { isLast: true }), 700);
  };
  const body = "x".repeat(150_000);
  expect(await call(`${bench.url}/shop`, { method: "POST", body })).toMatchObject({ status: 200, body: "" });
  expect([upstream.requests, second.hits]).toEqual([3, 0]);
});

test("one that was answered and goes on is not cut for the server's silence", async () => {
  await publish({ connectMs: 300, firstByteMs: 1_000, idleMs: 300 });
  let answering: (() => void) | undefined;
  upstream.onRequest = (connection, id) => {
    connection.head(id);
    answering = () => connection.trailers(id);
  };
  const stream = begin();
  const trailers = once(stream, "trailers");
  await once(stream, "response");
  const sending = setInterval(() => stream.write(Buffer.from([0, 0, 0, 0, 0])), 50);
  const since = performance.now();
  await until(() => performance.now() - since > 1_000);
  clearInterval(sending);
  answering?.();
  const [sum] = await trailers;
  expect(sum).toMatchObject({ "x-sum": "42" });
  stream.end();
  await until(() => stream.closed);
  expect(stream.rstCode).toBe(0);
});
