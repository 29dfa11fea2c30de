import { afterEach, beforeEach, expect, test } from "vitest";
import type { Http1Answer } from "./http1-answer.ts";
import { bodies, get, reply, TestFront, type FrontClient } from "./test-http1-front.ts";
import { until } from "./test-gateway.ts";

/* Whose turn it is on one connection, and that it goes on behind a body. */

let bench: TestFront;

beforeEach(async () => {
  bench = await new TestFront().start();
});

afterEach(() => bench.stop());

test("requests sent at once are answered one after the other, each when its turn has come", async () => {
  const one = await bench.client(get("/a") + get("/b") + get("/c"));
  await until(() => bench.taken.length === 1);
  reply(bench.taken[0]);
  expect(bench.paths).toEqual(["/a", "/b"]);
  reply(bench.taken[1]);
  reply(bench.taken[2]);
  await until(() => bodies(one).length === 3);
  expect(bodies(one)).toEqual(["/a", "/b", "/c"]);
});

/** The answer to /a is given and not read; /b waits behind it. */
async function crowded(): Promise<FrontClient> {
  const one = await bench.client(get("/a") + get("/b"));
  one.socket.pause();
  await until(() => bench.taken.length === 1);
  reply(bench.taken[0], "x".repeat(8_000_000));
  return one;
}

const aMoment = () => new Promise((resolve) => setTimeout(resolve, 50));

test("no request overtakes one that waits for the client to read the answer before it", async () => {
  const one = await crowded();
  one.socket.write(get("/c"));
  await aMoment();
  expect(bench.paths).toEqual(["/a"]);
  one.socket.resume();
  for (const n of [1, 2]) {
    await until(() => bench.taken.length === n + 1);
    reply(bench.taken[n]);
  }
  await until(() => bodies(one).length === 2);
  expect([bench.paths, bodies(one)]).toEqual([
    ["/a", "/b", "/c"],
    ["/b", "/c"],
  ]);
});

test("no WebSocket overtakes one either: its connection ends", async () => {
  const one = await crowded();
  one.socket.write(get("/c", "Connection: upgrade\r\nUpgrade: websocket\r\n"));
  await aMoment();
  one.socket.resume();
  await until(() => one.isClosed);
  expect([bench.paths, one.text.includes("taken over")]).toEqual([["/a"], false]);
});

test("a client that reads nothing has no further request begun", async () => {
  const one = await bench.client(get("/a"));
  one.socket.pause();
  await until(() => bench.taken.length === 1);
  reply(bench.taken[0], "x".repeat(8_000_000));
  one.socket.write(get("/b"));
  await aMoment();
  expect(bench.paths).toEqual(["/a"]);
  one.socket.resume();
  await until(() => bench.taken.length === 2);
});

test.each([10_000, 100_000, 130_000, 400_000])(
  "behind a body of %i bytes that waited to be read the next request is read",
  async (bytes) => {
    const body = "x".repeat(bytes);
    const one = await bench.client(`POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes}\r\n\r\n${body}`);
    await until(() => bench.taken.length === 1);
    await aMoment();
    let read = 0;
    bench.taken[0]?.req.on("data", (chunk) => (read += chunk.length));
    await until(() => read === bytes);
    reply(bench.taken[0]);
    one.socket.write(get("/b"));
    await until(() => bench.taken.length === 2);
    expect(bench.paths).toEqual(["/a", "/b"]);
  },
);

test("who sends a hundred requests too many is cut off", async () => {
  const one = await bench.client(get("/a").repeat(102));
  await until(() => one.isClosed);
  expect(bench.paths).toEqual(["/a"]);
  expect(bench.taken[0]?.destroyed).toBe(true);
});

test("a body arrives however it is cut, and the next request behind it", async () => {
  const one = await bench.client("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab");
  await until(() => bench.taken.length === 1);
  let body = "";
  let isEnded = false;
  const { req } = bench.taken[0] as Http1Answer;
  req.on("data", (chunk) => (body += chunk.toString("latin1"))).on("end", () => (isEnded = true));
  one.socket.write(`c\r\n2\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n${get("/b")}`);
  await until(() => isEnded);
  expect([body, req.complete]).toEqual(["abcde", true]);
  reply(bench.taken[0]);
  expect(bench.paths).toEqual(["/a", "/b"]);
  expect(bench.taken[1]?.req.rawHeaders).toEqual(["Host", "x"]);
});
