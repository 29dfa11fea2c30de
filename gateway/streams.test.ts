import { request as httpRequest } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers, type Behaviour } from "./test-upstream.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

const SSE = { "content-type": "text/event-stream; charset=utf-8" };
const EXPOSED = { exposure: { clientHeaders: true } };
const FIRST_EVENT = { stream: { commit: "first_event" }, ...EXPOSED } as const;
const TOLD = { stream: { onBreak: "error_event_then_abort" } } as const;

/** Sends a stream's parts and then ends it, cuts it, or goes on being silent. */
const streams =
  (parts: readonly string[], then: "end" | "cut" | "silence" = "end", headers: object = {}): Behaviour =>
  (_request, response) => {
    response.writeHead(200, { ...SSE, ...headers });
    response.flushHeaders();
    const next = (n: number) => {
      const part = parts[n];
      if (part !== undefined) response.write(part, () => setImmediate(next, n + 1));
      else if (then === "end") response.end();
      else if (then === "cut") response.socket?.resetAndDestroy();
    };
    next(0);
  };

interface Seen {
  text: string;
  /** The answer ended as it should, rather than breaking off. */
  isWhole: boolean;
  headers: NodeJS.Dict<string | string[]>;
}

/** Reads a stream to its end, however it ends. */
function read(url: string): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("error", () => undefined);
      response.on("close", () => resolve({ text, isWhole: response.complete, headers: response.headers }));
    });
    request.on("error", reject);
    request.end();
  });
}

const TWO = ["data: one\n\n", "data: two\n\n"];

test("c21: a stream cut after its first event: the client sees an error and no end", async () => {
  const first = await bench.upstream(streams([...TWO, "data: hal"], "cut"));
  const second = await bench.upstream(streams(TWO));
  await bench.gateway.publishApi("shop", policy([http("a", first.url), http("b", second.url)], TOLD));
  const seen = await read(`${bench.url}/shop`);
  expect(seen.isWhole).toBe(false);
  const [one, two, error, rest] = seen.text.split("\n\n");
  expect([one, two, rest]).toEqual(["data: one", "data: two", ""]);
  const [name, data = ""] = (error ?? "").split("\n");
  expect(name).toBe("event: error");
  expect(JSON.parse(data.replace("data: ", ""))).toMatchObject({
    error: { code: "stream_broken", requestId: seen.headers["x-request-id"] },
  });
  expect(second.hits).toBe(0);
});

test("c21: by default a stream that is cut just breaks off, all of it passed on", async () => {
  const first = await bench.upstream(streams([...TWO, "data: hal"], "cut"));
  await bench.gateway.publishApi("shop", policy([http("a", first.url)]));
  expect(await read(`${bench.url}/shop`)).toMatchObject({ isWhole: false, text: `${TWO.join("")}data: hal` });
});

test("what ends well is passed on byte for byte, also where breaks are told of", async () => {
  const parts = [": hello\r\n\r\n", "data: o", "ne\n", "\n", "data: not closed"];
  const first = await bench.upstream(streams(parts));
  await bench.gateway.publishApi("shop", policy([http("a", first.url)], TOLD));
  expect(await read(`${bench.url}/shop`)).toMatchObject({ isWhole: true, text: parts.join("") });
});

test("only event streams are told of breaks", async () => {
  const first = await bench.upstream(streams(["{}\n\n"], "cut", { "content-type": "application/x-ndjson" }));
  await bench.gateway.publishApi("shop", policy([http("a", first.url)], TOLD));
  expect(await read(`${bench.url}/shop`)).toMatchObject({ isWhole: false, text: "{}\n\n" });
});

test.each([
  ["error_event", "an error by name", streams(["event: error\ndata: overloaded\n\n"], "silence")],
  ["error_event", "an error by its data", streams([": hi\n\n", 'data: {"error":', "{}}\n\n"], "silence")],
  ["error_event", "an unfinished error", streams(["event: error\ndata: x"])],
  ["empty_stream", "nothing but comments", streams([": hi\n\n", ": there\n\n"])],
  ["empty_stream", "no byte at all", streams([])],
  ["empty_stream", "an end without a beginning", streams(["data: [DONE]\n\n"])],
  ["reset", "a cut before the first event", streams(["data: o"], "cut")],
  ["error_event", "an error, all in one piece", answers(200, "event: error\ndata: overloaded\n\n", SSE)],
  ["empty_stream", "comments alone, all in one piece", answers(200, ": hi\n\n", SSE)],
])("c22: %s: a 200 that begins with %s moves on to the next target", async (reason, _what, behaviour) => {
  const first = await bench.upstream(behaviour);
  const second = await bench.upstream(streams(TWO));
  await bench.gateway.publishApi("shop", policy([http("a", first.url), http("b", second.url)], FIRST_EVENT));
  const seen = await read(`${bench.url}/shop`);
  expect(seen).toMatchObject({ isWhole: true, text: TWO.join("") });
  expect(seen.headers).toMatchObject({ "x-fallback-target": "b", "x-fallback-reason": reason });
});

test("c22: a stream that begins well is passed on from its first byte, comments and all", async () => {
  const parts = [": hi\n\n", "retry: 10\n\n", "data: o", "ne\n\n", "event: error\ndata: later\n\n"];
  const first = await bench.upstream(streams(parts));
  await bench.gateway.publishApi("shop", policy([http("a", first.url)], FIRST_EVENT));
  const seen = await read(`${bench.url}/shop`);
  expect(seen).toMatchObject({ isWhole: true, text: parts.join("") });
  expect(seen.headers["x-fallback-reason"]).toBeUndefined();
});

test("a stream that is all here with its head is passed on byte for byte", async () => {
  const text = ": h\xefd\n\ndata: \u2713\n\ndata: [DONE]\n\n";
  const first = await bench.upstream(answers(200, text, SSE));
  await bench.gateway.publishApi("shop", policy([http("a", first.url)], FIRST_EVENT));
  const seen = await read(`${bench.url}/shop`);
  expect(seen.isWhole).toBe(true);
  expect(seen.text).toBe(text);
  expect(seen.headers["x-fallback-reason"]).toBeUndefined();
});

test("no first event in time moves on, and keep-alive comments do not help", async () => {
  const first = await bench.upstream(streams([": hi\n\n"], "silence"));
  const second = await bench.upstream(streams(TWO));
  const stream = { commit: "first_event", firstEventMs: 100 } as const;
  const chain = [http("a", first.url), http("b", second.url)];
  await bench.gateway.publishApi("shop", policy(chain, { ...EXPOSED, stream }));
  const seen = await read(`${bench.url}/shop`);
  expect(seen.text).toBe(TWO.join(""));
  expect(seen.headers["x-fallback-reason"]).toBe("first_event_timeout");
  await until(() => first.aborted === 1);
});

test("the deadline ends the wait for a first event, and is not the target's fault", async () => {
  const first = await bench.upstream(streams([": hi\n\n"], "silence"));
  const target = http("a", first.url, { health: { passive: { failures: 1 } } });
  const budget = { deadlineMs: 150 };
  await bench.gateway.publishApi("shop", policy([target], { ...FIRST_EVENT, budget }));
  expect((await call(`${bench.url}/shop`)).status).toBe(504);
  const again = await call(`${bench.url}/shop`);
  expect(again.headers["x-fallback-reason"]).toBe("deadline");
  expect(first.hits).toBe(2);
});

test("a failed beginning counts against its target, a good one for it", async () => {
  const first = await bench.upstream(streams(["event: error\n\n"], "silence"));
  const second = await bench.upstream(answers(200, "second"));
  const target = http("a", first.url, { health: { passive: { failures: 2 } } });
  await bench.gateway.publishApi("shop", policy([target, http("b", second.url)], FIRST_EVENT));
  for (let i = 0; i < 2; i++)
    expect((await call(`${bench.url}/shop`)).headers["x-fallback-reason"]).toBe("error_event");
  expect((await call(`${bench.url}/shop`)).headers["x-fallback-reason"]).toBe("ejected");
  expect(first.hits).toBe(2);
});

test("a POST whose stream began with an error is not sent again: it may have been executed", async () => {
  const first = await bench.upstream(streams(["event: error\n\n"], "silence"));
  const second = await bench.upstream(streams(TWO));
  await bench.gateway.publishApi("shop", policy([http("a", first.url), http("b", second.url)], FIRST_EVENT));
  expect((await call(`${bench.url}/shop`, { method: "POST", body: "x" })).status).toBe(502);
  expect(second.hits).toBe(0);
});

test("what is no readable event stream is committed at its headers", async () => {
  const coded = await bench.upstream(streams(["event: error\n\n"], "end", { "content-encoding": "gzip" }));
  const plain = await bench.upstream(answers(200, "event: error\n\n", { "content-type": "text/plain" }));
  const second = await bench.upstream(answers(200, "second"));
  for (const first of [coded, plain]) {
    await bench.gateway.publishApi(
      "shop",
      policy([http("a", first.url), http("b", second.url)], FIRST_EVENT),
    );
    expect((await read(`${bench.url}/shop`)).text).toBe("event: error\n\n");
  }
  const head = await bench.upstream(streams([]));
  await bench.gateway.publishApi("shop", policy([http("a", head.url), http("b", second.url)], FIRST_EVENT));
  const reply = await call(`${bench.url}/shop`, { method: "HEAD" });
  expect(reply.headers["x-fallback-target"]).toBe("a");
});

test("a client that leaves before the first event leaves no mark on the target", async () => {
  const first = await bench.upstream(streams([": hi\n\n"], "silence"));
  const second = await bench.upstream(streams(TWO));
  const target = http("a", first.url, { maxConcurrent: 1, health: { passive: { failures: 1 } } });
  await bench.gateway.publishApi("shop", policy([target, http("b", second.url)], FIRST_EVENT));
  const request = httpRequest(`${bench.url}/shop`, { agent: false });
  request.on("error", () => undefined);
  request.end();
  await until(() => first.hits === 1);
  request.destroy();
  await until(() => first.aborted === 1);
  first.behaviour = streams(TWO);
  expect((await read(`${bench.url}/shop`)).headers["x-fallback-target"]).toBe("a");
});
