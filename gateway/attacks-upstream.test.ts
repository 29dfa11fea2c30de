import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench, rawExchange } from "./test-sockets.ts";
import { http, policy } from "./test-gateway.ts";
import { RawUpstream } from "./test-raw-upstream.ts";
import { answers } from "./test-upstream.ts";

/* Upstreams that answer with two readings: the target has failed, its connection is not used again, another target answers. */

let bench: Bench;
let upstream: RawUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await new RawUpstream().start();
  const second = await bench.upstream(answers(200, "second"));
  const patient = { health: { passive: { failures: 1_000 } } };
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url, patient), http("b", second.url)]));
});

afterEach(async () => {
  await bench.stop();
  await upstream.stop();
});

const get = async () =>
  (await rawExchange(bench.url, "GET /shop HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).text;
const OK = "HTTP/1.1 200 OK\r\n";

test.each([
  ["lengths that differ", `${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\nok!`],
  ["a length with a sign", `${OK}Content-Length: +2\r\n\r\nok`],
  ["a negative length", `${OK}Content-Length: -2\r\n\r\nok`],
  [
    "a length beside chunks",
    `${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
  ],
  ["a carriage return in a value", `${OK}X: a\rX-Injected: 1\r\nContent-Length: 2\r\n\r\nok`],
  ["a NUL in a value", `${OK}X: a\0X-Injected: 1\r\nContent-Length: 2\r\n\r\nok`],
  ["a blank before the colon", `${OK}X-Injected : 1\r\nContent-Length: 2\r\n\r\nok`],
  ["a chunk size that is none", `${OK}Transfer-Encoding: chunked\r\n\r\nxyz\r\nok\r\n0\r\n\r\n`],
  ["a status that is none", "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok"],
  ["another protocol", "SSH-2.0-OpenSSH\r\n"],
  ["headers without end", `${OK}X: ${"a".repeat(200_000)}`],
])("%s is a failure of the target, and another one answers", async (_name, answer) => {
  upstream.answer = answer;
  const text = await get();
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(text).toMatch(/second$/);
  expect(text).not.toMatch(/x-injected/i);
});

test("what comes behind an answer is never the answer to the next request", async () => {
  upstream.answer = `${OK}Content-Length: 5\r\n\r\nfirst${OK}Content-Length: 4\r\n\r\nleak`;
  for (let n = 0; n < 10; n++) {
    const text = await get();
    expect(text).toMatch(/(first|second)$/);
    expect(text).not.toMatch(/leak/);
  }
});

test("headers that only the gateway may write do not come from an upstream", async () => {
  const forged =
    "X-Fallback-Target: b\r\nX-Request-Id: forged\r\nConnection: x-hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=9\r\n";
  upstream.answer = `${OK}${forged}X-Own: 1\r\nContent-Length: 2\r\n\r\nok`;
  const text = await get();
  expect(text).toMatch(/\r\nX-Own: 1\r\n/);
  expect(text).not.toMatch(/x-fallback-target|forged|x-hop|timeout=9/i);
});
