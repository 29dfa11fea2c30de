import { constants, type ClientHttp2Stream } from "node:http2";
import { afterEach, beforeEach, expect, test } from "vitest";
import { http2Call, http2Session } from "./test-http2.ts";
import { Bench } from "./test-sockets.ts";
import { http, policy, until } from "./test-gateway.ts";
import type { TestUpstream } from "./test-upstream.ts";

/* A client's body that breaks off reaches no upstream as if it were all of it. */

let bench: Bench;
let upstream: TestUpstream;
let whole: number[];

beforeEach(async () => {
  bench = await new Bench().start();
  whole = [];
  upstream = await bench.upstream((request, response) => {
    let bytes = 0;
    request.on("data", (chunk: Buffer) => (bytes += chunk.length)).on("error", () => undefined);
    request.on("end", () => {
      whole.push(bytes);
      response.end();
    });
  });
});

afterEach(() => bench.stop());

test.each<[string, (stream: ClientHttp2Stream) => void]>([
  ["a reset without an error", (stream) => stream.close(constants.NGHTTP2_NO_ERROR)],
  ["a reset", (stream) => stream.close(constants.NGHTTP2_CANCEL)],
  ["the end of its connection", (stream) => stream.session?.destroy()],
])("%s breaks an upload off, kept for a second target or passed through", async (_name, breakOff) => {
  const { url } = upstream;
  for (const chain of [[http("a", url)], [http("a", url), http("b", url)]]) {
    await bench.gateway.publishApi("shop", policy(chain, { replay: { nonIdempotent: "always" } }));
    const session = await http2Session(bench.url);
    // Without this Node ends what it resets.
    const stream = session.request({ ":method": "POST", ":path": "/shop" }, { waitForTrailers: true });
    const closed = new Promise((resolve) => stream.once("close", resolve));
    stream.on("error", () => undefined).write(Buffer.alloc(500));
    // Behind this answer it is known to have come.
    expect(await http2Call(session, { ":path": "/nowhere" })).toMatchObject({ status: 404 });
    if (chain.length === 1) await until(() => upstream.hits === 1);
    breakOff(stream);
    await closed;
    const other = await http2Session(bench.url);
    const last = await http2Call(other, { ":method": "POST", ":path": "/shop" }, Buffer.alloc(9));
    expect(last).toMatchObject({ status: 200 });
    session.destroy();
    other.destroy();
  }
  expect(whole).toEqual([9, 9]);
  expect(upstream.hits).toBe(3);
});
