import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import type { ClientHttp2Stream } from "node:http2";
import { afterEach, beforeEach, expect, test } from "vitest";
import { http2Call, http2Session } from "./test-http2.ts";
import { FrameUpstream, type FrameConnection } from "./test-http2-frames.ts";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";

/* An HTTP/2 upstream may say all it has to say before the request has ended. */

let bench: Bench;
let upstream: FrameUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await new FrameUpstream(() => undefined).start();
  const chain = [http("a", upstream.url, { protocol: "http2" })];
  await bench.gateway.publishApi("shop", policy(chain, { replay: { bodyMaxBytes: 1_000 } }));
});

afterEach(async () => {
  await bench.stop();
  upstream.stop();
});

const LARGE = "x".repeat(16_000);

const ENDS: [string, (connection: FrameConnection, id: number) => void, number][] = [
  ["in its head", (connection, id) => connection.head(id, { isLast: true }), 0],
  [
    "with its body",
    (connection, id) => {
      connection.head(id);
      connection.data(id, "done", { isLast: true });
    },
    4,
  ],
  [
    "without a body",
    (connection, id) => {
      connection.head(id);
      connection.data(id, "", { isLast: true });
    },
    0,
  ],
  [
    "in trailers, behind more than its client takes at once",
    (connection, id) => {
      connection.head(id);
      for (let n = 0; n < 12; n++) connection.data(id, LARGE);
      connection.trailers(id);
    },
    12 * LARGE.length,
  ],
];

/** What came of an answer until it ended. */
async function read(stream: ClientHttp2Stream | IncomingMessage): Promise<number> {
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => (bytes += chunk.length));
  await once(stream, "end");
  return bytes;
}

test.each(ENDS)(
  "an answer that ends %s is passed on while the request goes on",
  async (_name, end, bytes) => {
    upstream.onRequest = end;
    const session = await http2Session(bench.url);
    for (const type of ["application/grpc", "application/octet-stream"]) {
      const stream = session.request({ ":method": "POST", ":path": "/shop", "content-type": type });
      stream.on("error", () => undefined).write(Buffer.alloc(10_000));
      let trailers: unknown = {};
      stream.on("trailers", (given) => (trailers = given));
      await once(stream, "response");
      expect(await read(stream)).toBe(bytes);
      expect(trailers).toMatchObject(bytes > 4 ? { "x-sum": "42" } : {});
      stream.close();
    }
    session.destroy();
    const post = httpRequest(`${bench.url}/shop`, { agent: false, method: "POST" });
    post.on("error", () => undefined).write(Buffer.alloc(10_000));
    const [response] = (await once(post, "response")) as [IncomingMessage];
    expect(await read(response)).toBe(bytes);
    post.destroy();
    // Its upstream has no use for the rest of the request, and must not take what it has for all of it.
    await until(() => upstream.resets === 3);
    expect(upstream.ends).toBe(0);
  },
);

test("an upload that its client breaks off does not end, and one that ends does", async () => {
  const session = await http2Session(bench.url);
  for (const type of ["application/grpc", "application/octet-stream"]) {
    const before = upstream.requests;
    const post = { ":method": "POST", ":path": "/shop", "content-type": type };
    // Without this Node ends what it resets.
    const broken = session.request(post, { waitForTrailers: true });
    broken.on("error", () => undefined).write(Buffer.alloc(10_000));
    await until(() => upstream.requests > before);
    broken.close(8);
    const whole = session.request(post);
    whole.on("error", () => undefined).end(Buffer.alloc(10_000));
    await until(() => upstream.resets * 2 === upstream.requests && upstream.ends > 0);
  }
  expect([upstream.requests, upstream.ends, upstream.resets]).toEqual([4, 2, 2]);
  session.destroy();
});

test("who waits for a sign of life of a connection and leaves does not end what others do on it", async () => {
  const held: (() => void)[] = [];
  upstream.onRequest = (connection, id) => {
    connection.head(id);
    if (upstream.requests === 1) connection.data(id, "first", { isLast: true });
    else held.push(() => connection.data(id, "second", { isLast: true }));
  };
  expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "first" });
  const usedAt = performance.now();
  await until(() => performance.now() - usedAt > 1_100);
  upstream.heldPings = [];
  const session = await http2Session(bench.url);
  const post = session.request({ ":method": "POST", ":path": "/shop" });
  post.on("error", () => undefined).end("x");
  await until(() => upstream.heldPings?.length === 1);
  const get = http2Call(session, { ":path": "/shop" });
  await until(() => held.length === 1);
  post.close(8);
  // Behind this answer it has been heard that the client left.
  expect(await http2Call(session, { ":path": "/nowhere" })).toMatchObject({ status: 404 });
  for (const answer of held) answer();
  expect(await get).toMatchObject({ body: "second" });
  expect([upstream.requests, upstream.connections.size]).toEqual([2, 1]);
  session.destroy();
});
