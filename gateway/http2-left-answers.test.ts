import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FrameUpstream, type FrameConnection } from "./test-http2-frames.ts";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers } from "./test-upstream.ts";

/* An answer that ended before it was read to its end, and that nobody wants any more, holds nothing. */

let bench: Bench;
let upstream: FrameUpstream;

const LARGE = "x".repeat(16_000);
/** Less than one window, so that all of it is sent whether or not it is read. */
const whole = (connection: FrameConnection, id: number) => {
  for (let n = 0; n < 12; n++) connection.data(id, LARGE, { isLast: n === 11 });
};

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await new FrameUpstream(() => undefined).start();
});

afterEach(async () => {
  await bench.stop();
  upstream.stop();
});

const A = () => http("a", upstream.url, { protocol: "http2" });
/** What a target's connections wait for when it is gone: the requests that are under way. */
const isFree = async () => {
  await bench.gateway.publishApi("shop", policy([{ id: "gone", kind: "static", status: 410 }]));
  await until(() => upstream.connections.size === 0, 3_000);
  return true;
};

test("one whose client has left", async () => {
  await bench.gateway.publishApi("shop", policy([A()]));
  let sent = 0;
  upstream.onRequest = (connection, id) => {
    connection.head(id);
    whole(connection, id);
    sent++;
  };
  for (let n = 0; n < 20; n++) {
    const client = connect({ port: Number(new URL(bench.url).port), host: "127.0.0.1" }).on(
      "error",
      () => undefined,
    );
    client.pause().write("GET /shop HTTP/1.1\r\nHost: x\r\n\r\n");
    await until(() => sent === n + 1);
    client.destroy();
  }
  expect(await isFree()).toBe(true);
});

test("one that was kept for the end, and that another target's replaced", async () => {
  const second = await bench.upstream(answers(200, "second"));
  const health = { passive: { failures: 1_000 } };
  const first = http("a", upstream.url, { protocol: "http2", health });
  await bench.gateway.publishApi(
    "shop",
    policy([first, http("b", second.url)], { triggers: { status: [500] } } as never),
  );
  upstream.onRequest = (connection, id) => {
    connection.failure(id);
    whole(connection, id);
  };
  for (let n = 0; n < 10; n++) expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "second" });
  expect(await isFree()).toBe(true);
});
