import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { takenBytes, unsentBytes } from "./direct-write.ts";
import type { Http1Answer } from "./http1-answer.ts";
import { bodies, get, reply, TestFront } from "./test-http1-front.ts";
import { until } from "./test-gateway.ts";

/* The front by itself: what it makes of bytes, and when it gives up. Requests are answered when a test says so. */

let bench: TestFront;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  bench = await new TestFront().start();
});

afterEach(async () => {
  vi.useRealTimers();
  await bench.stop();
});

test("a protocol that is not spoken is ignored, and the request behind it is read", async () => {
  const one = await bench.client(get("/a", "Connection: upgrade\r\nUpgrade: h2c\r\n").repeat(3) + get("/b"));
  for (let n = 0; n < 4; n++) {
    await until(() => bench.taken.length === n + 1);
    reply(bench.taken[n]);
  }
  await until(() => bodies(one).length === 4);
  expect(bodies(one)).toEqual(["/a", "/a", "/a", "/b"]);
});

test.each(["in one packet", "in packets of their own"])(
  "what is wrong behind a protocol that is not spoken is refused, %s",
  async (how) => {
    const first = get("/a", "Connection: upgrade\r\nUpgrade: h2c\r\n");
    const bad = "GET /b HTTP/1.1\r\nHost : x\r\n\r\n";
    const one = await bench.client(how === "in one packet" ? first + bad : first);
    await until(() => bench.taken.length === 1);
    if (how !== "in one packet") {
      reply(bench.taken[0]);
      one.socket.write(bad);
    }
    await until(() => one.text.includes("HTTP/1.1 400 Bad Request"));
    expect(bench.paths).toEqual(["/a"]);
  },
);

test("a WebSocket's connection is handed over with what came behind its request", async () => {
  const one = await bench.client(`${get("/a", "Connection: upgrade\r\nUpgrade: WebSocket\r\n")}hello`);
  await until(() => one.isClosed || one.text !== "");
  expect(one.text).toBe("taken over with hello");
});

test("a head in many pieces with many headers is read as one that came at once", async () => {
  const names = Array.from({ length: 100 }, (_, n) => `x-${n}`);
  const bytes = get("/whole", names.map((name) => `${name}: ${name}\r\n`).join(""));
  const one = await bench.client("");
  one.socket.setNoDelay(true);
  for (let at = 0; at < bytes.length; at += 97)
    await new Promise<void>((resolve) => one.socket.write(bytes.slice(at, at + 97), () => resolve()));
  await until(() => bench.taken.length === 1);
  const { rawHeaders, url } = (bench.taken[0] as Http1Answer).req;
  expect(url).toBe("/whole");
  expect(rawHeaders).toEqual(["Host", "x", ...names.flatMap((name) => [name, name])]);
});

test("bytes behind the last request do no harm to its answer", async () => {
  const one = await bench.client(get("/a", "Connection: close\r\n") + get("/b"));
  await until(() => bench.taken.length === 1);
  reply(bench.taken[0]);
  await until(() => one.isClosed);
  expect([bodies(one), bench.paths, one.text.match(/HTTP\/1\.1/g)]).toEqual([["/a"], ["/a"], ["HTTP/1.1"]]);
});

test("a client that leaves before its answer is missed", async () => {
  const one = await bench.client(get("/a"));
  await until(() => bench.taken.length === 1);
  let isMissed = false;
  bench.taken[0]?.on("close", () => (isMissed = true));
  one.socket.destroy();
  await until(() => isMissed);
  reply(bench.taken[0]);
  expect(bench.taken[0]?.destroyed).toBe(true);
});

/** Lets as many seconds pass for the front. */
const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

test.each([
  ["a head that does not end", "GET /a HTTP/1.1\r\n", 15],
  ["a head behind a whole request", `${get("/a")}GET /b HTTP/1.1\r\n`, 15],
  ["a body that does not end", "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab", 300],
])("%s is given up with 408", async (_what, bytes, seconds) => {
  const one = await bench.client(bytes);
  if (bytes.includes("/a HTTP/1.1\r\nHost")) await until(() => bench.taken.length === 1);
  else await until(() => one.socket.bytesWritten === bytes.length);
  if (seconds === 15) reply(bench.taken[0]);
  pass(seconds);
  expect(one.isClosed).toBe(false);
  await until(() => {
    pass(1);
    return one.isClosed || one.text.includes("HTTP/1.1 408 Request Timeout");
  });
  expect(one.text).toContain("HTTP/1.1 408 Request Timeout");
});

test.each([
  ["before its answer", get("/a")],
  ["in a head", "GET /a HTTP/1.1\r\nHo"],
  ["in a body", `${get("/a", "Content-Length: 5\r\n")}ab`],
  ["and waits for more answers", get("/a").repeat(3)],
])("a client that ends its side %s ends the connection, at once", async (_when, bytes) => {
  const one = await bench.client(bytes);
  if (bytes.includes("\r\n\r\n")) await until(() => bench.taken.length > 0);
  one.socket.end();
  await until(() => one.isClosed);
  expect(bench.taken.map(({ destroyed }) => destroyed)).toEqual(bench.taken.map(() => true));
});

test("a client that ends its side after its answer ends the connection, a minute before it is idle", async () => {
  const one = await bench.client(get("/a"));
  await until(() => bench.taken.length === 1);
  reply(bench.taken[0]);
  await until(() => one.text.endsWith("/a"));
  one.socket.end();
  await until(() => one.isClosed);
  expect(one.text).toMatch(/\/a$/);
});

test("a connection that asks for nothing is closed well after its client was told, one that is being answered is not", async () => {
  const idle = await bench.client(get("/a"));
  await until(() => bench.taken.length === 1);
  const busy = await bench.client(get("/b"));
  await until(() => bench.taken.length === 2);
  reply(bench.taken[0]);
  await until(() => bodies(idle).length === 1);
  pass(60);
  bench.front.closeIdle();
  await until(() => idle.isClosed);
  const other = await bench.client(get("/c"));
  await until(() => bench.taken.length === 3);
  reply(bench.taken[2]);
  await until(() => bodies(other).length === 1);
  expect(other.text).toContain("Keep-Alive: timeout=60\r\n");
  pass(74);
  const late = await bench.client(get("/d"));
  await until(() => bench.taken.length === 4);
  expect(other.isClosed).toBe(false);
  reply(bench.taken[3]);
  pass(2);
  await until(() => other.isClosed);
  expect([busy.isClosed, late.isClosed]).toEqual([false, false]);
  reply(bench.taken[1]);
  await until(() => bodies(busy).length === 1);
});

test.each(["", "Connection: close\r\n"])(
  "who has not read all of an answer is not idle: %j",
  async (headers) => {
    const slow = await bench.client(get("/a", headers));
    slow.socket.pause();
    await until(() => bench.taken.length === 1);
    const body = Buffer.alloc(20_000_000, "x");
    bench.taken[0]?.writeHead(200, ["Content-Length", String(body.length)]);
    bench.taken[0]?.end(body);
    bench.front.closeIdle();
    slow.socket.resume();
    await until(() => slow.isClosed || slow.text.length > body.length);
    expect(slow.text.length).toBeGreaterThan(body.length);
    bench.front.closeIdle();
    await until(() => slow.isClosed);
  },
);

test("a client that reads nothing of an answer under way for a minute is left, one that reads slowly is not", async () => {
  const [stuck, slow] = [
    await bench.client(get("/a")),
    await bench.client(get("/b")),
    await bench.client(get("/c")),
  ];
  await until(() => bench.taken.length === 3);
  const answerOf = (path: string) => bench.taken.find(({ req }) => req.url === path) as Http1Answer;
  for (const one of [stuck, slow]) one?.socket.pause();
  slow.socket.on("data", () => slow.socket.pause());
  for (const path of ["/a", "/b"]) {
    answerOf(path).writeHead(200, []);
    answerOf(path).write(Buffer.alloc(20_000_000, "x"));
  }
  answerOf("/c").writeHead(200, []);
  answerOf("/c").flushHeaders();
  const { socket: near } = answerOf("/b");
  for (let round = 0; round < 3; round++) {
    pass(40);
    const before = takenBytes(near);
    await until(() => takenBytes(near) > before || !slow.socket.resume());
    expect(unsentBytes(near)).toBeGreaterThan(0);
  }
  expect(["/a", "/b", "/c"].map((path) => answerOf(path).destroyed)).toEqual([true, false, false]);
});

test("an answer keeps its frame, whatever is written: chunks, trailers, a large piece, nothing at all", async () => {
  const large = "x".repeat(40_000);
  const one = await bench.client(get("/a") + get("/b") + get("/c", "Connection: close\r\n"));
  await until(() => bench.taken.length === 1);
  const [first] = bench.taken as [Http1Answer];
  first.writeHead(200, ["Trailer", "X-T"]);
  first.write("ä");
  first.write(Buffer.from(large));
  first.addTrailers([["X-T", "t"]]);
  first.end();
  const second = bench.taken[1] as Http1Answer;
  second.writeHead(200, ["Content-Length", String(large.length)]);
  second.end(Buffer.from(large));
  const third = bench.taken[2] as Http1Answer;
  third.writeHead(204, []);
  third.write("no body");
  third.end("none either", "latin1");
  await until(() => one.isClosed);
  const [a = "", b = "", c = ""] = one.text.split("HTTP/1.1 ").slice(1);
  expect(a.split("\r\n\r\n").slice(1).join("\r\n\r\n")).toBe(
    `2\r\nÃ¤\r\n9c40\r\n${large}\r\n0\r\nX-T: t\r\n\r\n`,
  );
  expect(b.split("\r\n\r\n")[1]).toBe(large);
  expect(c.split("\r\n\r\n")[1]).toBe("");
});
