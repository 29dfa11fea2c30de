import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { http2Call, http2Session } from "./test-http2.ts";
import { FrameUpstream, type FrameConnection } from "./test-http2-frames.ts";
import { Bench, rawExchange } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers } from "./test-upstream.ts";

/* Only END_STREAM ends an answer (RFC 9113 §8.1). Whatever else comes in its place, nobody may take what there is for the whole. */

let bench: Bench;
let upstream: FrameUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await new FrameUpstream(() => undefined).start();
});

afterEach(async () => {
  await bench.stop();
  upstream.stop();
});

const A = () => http("a", upstream.url, { protocol: "http2", health: { passive: { failures: 1_000 } } });
const EXPOSED = { exposure: { clientHeaders: true } };
/** Longer than a small answer is waited for. */
const PASSED_ON_MS = 80;

const BREAKS: [string, (connection: FrameConnection, id: number) => void][] = [
  ["the end of its connection", ({ socket }) => void socket.end()],
  ["a reset of its connection", ({ socket }) => void socket.resetAndDestroy()],
  [
    "a goodbye and the end of its connection",
    (connection, id) => {
      connection.goaway(id);
      connection.socket.end();
    },
  ],
  ["a reset of its stream without an error", (connection, id) => connection.reset(id, 0)],
];

describe.each(BREAKS)("%s", (_name, breaksOff) => {
  const says = (length: number | undefined, afterMs: number) => (connection: FrameConnection, id: number) => {
    connection.head(id, { length });
    connection.data(id, "part");
    setTimeout(() => breaksOff(connection, id), afterMs);
  };

  test.each([undefined, 20_000])(
    "breaks an answer off, length %s: no client takes it for whole",
    async (length) => {
      await bench.gateway.publishApi("shop", policy([A()]));
      upstream.onRequest = says(length, PASSED_ON_MS);
      const session = await http2Session(bench.url);
      await expect(http2Call(session, { ":path": "/shop" })).rejects.toThrow("NGHTTP2_INTERNAL_ERROR");
      session.destroy();
      // A connection that is kept.
      const { text } = await rawExchange(bench.url, "GET /shop HTTP/1.1\r\nHost: x\r\n\r\n");
      expect(text).toMatch(/part(?:\r\n)?$/);
    },
  );

  test.each([undefined, 20_000])(
    "breaks an answer off, length %s: it is nobody's last good one",
    async (length) => {
      const stale = { id: "last-good", kind: "stale", maxStaleMs: 600_000, isolateBy: "public" } as const;
      const sorry = { id: "sorry", kind: "static", status: 503 } as const;
      await bench.gateway.publishApi("shop", policy([A(), { ...stale, maxEntryBytes: 100_000 }, sorry]));
      upstream.onRequest = says(length, PASSED_ON_MS);
      await call(`${bench.url}/shop`).catch(() => undefined);
      upstream.onRequest = ({ socket }) => void socket.destroy();
      expect(await call(`${bench.url}/shop`)).toMatchObject({ status: 503 });
    },
  );

  test.each([undefined, 100])(
    "of a small answer, length %s: it is replaced by the next target's",
    async (length) => {
      const second = await bench.upstream(answers(200, "second"));
      await bench.gateway.publishApi("shop", policy([A(), http("b", second.url)], EXPOSED));
      upstream.onRequest = says(length, 5);
      const reply = await call(`${bench.url}/shop`);
      expect(reply).toMatchObject({ status: 200, body: "second", headers: { "x-fallback-reason": "reset" } });
    },
  );
});

test("a stream that is refused behind the head of its answer was processed: a POST does not move on", async () => {
  const second = await bench.upstream(answers(200, "second"));
  await bench.gateway.publishApi("shop", policy([A(), http("b", second.url)], EXPOSED));
  for (const refuses of [
    (connection: FrameConnection, id: number) => connection.reset(id, 7),
    (connection: FrameConnection) => {
      connection.goaway(0);
      connection.socket.end();
    },
  ]) {
    upstream.onRequest = (connection, id) => {
      connection.head(id, { length: 100 });
      setTimeout(() => refuses(connection, id), 5);
    };
    const reply = await call(`${bench.url}/shop`, { method: "POST", body: "x" });
    expect(reply).toMatchObject({ status: 502, headers: { "x-fallback-reason": "reset" } });
  }
  expect(second.hits).toBe(0);
});

test("an answer that ends before its declared length is an invalid one", async () => {
  const second = await bench.upstream(answers(200, "second"));
  await bench.gateway.publishApi("shop", policy([A(), http("b", second.url)], EXPOSED));
  upstream.onRequest = (connection, id) => {
    connection.head(id, { length: 100 });
    connection.data(id, "part", { isLast: true });
  };
  const reply = await call(`${bench.url}/shop`);
  expect(reply).toMatchObject({ body: "second", headers: { "x-fallback-reason": "invalid_response" } });
});

test("a whole answer that a slow client has not taken all of outlives its connection", async () => {
  await bench.gateway.publishApi("shop", policy([A()]));
  const pieces = 12;
  upstream.onRequest = (connection, id) => {
    connection.head(id);
    for (let n = 1; n <= pieces; n++) connection.data(id, "x".repeat(16_000), { isLast: n === pieces });
    connection.socket.end();
  };
  // The client's window has room for a third of it.
  const session = await http2Session(bench.url);
  const stream = session.request({ ":path": "/shop" });
  stream.pause();
  await once(stream, "response");
  await until(() => upstream.connections.size === 0);
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => (bytes += chunk.length)).resume();
  await once(stream, "close");
  expect([bytes, stream.rstCode]).toEqual([pieces * 16_000, 0]);
  session.destroy();
});
