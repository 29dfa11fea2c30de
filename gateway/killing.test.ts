import { spawn } from "node:child_process";
import { Agent } from "node:http";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench } from "./test-sockets.ts";
import { http, policy, wholeAnswer } from "./test-gateway.ts";
import { answers } from "./test-upstream.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

const RATE_MS = 5;
const BEFORE_KILL = 200;
const REQUESTS = 600;

/**
 * Answers in pieces: headers, then the body in two writes. Asked for `/die` it kills itself with SIGKILL right after a first
 * write, at a moment when no open answer is old: on a machine that stands still an answer may be late, which is another case.
 */
const upstreamProcess = (head: string) => `
  const body = "x".repeat(3000);
  const open = new Set();
  let dying = false;
  require("node:http").createServer((request, response) => {
    if (request.url === "/die") { dying = true; response.end(); return; }
    setTimeout(() => {
      response.writeHead(200, ${head});
      response.flushHeaders();
      const begun = performance.now();
      open.add(begun);
      setTimeout(() => {
        response.write(body.slice(0, 1000), () => {
          const now = performance.now();
          if (dying && [...open].every((at) => now - at < 10)) process.kill(process.pid, "SIGKILL");
        });
        setTimeout(() => {
          response.end(body.slice(1000));
          open.delete(begun);
        }, 5);
      }, 5);
    }, 3);
  }).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
`;

const KINDS = {
  "with a length": '{ "content-length": body.length }',
  "without a length": "{}",
};

test.each(Object.entries(KINDS))(
  "killing the primary's process between two writes of small answers %s fails none of 200 a second",
  async (_name, head) => {
    const child = spawn(process.execPath, ["-e", upstreamProcess(head)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const agent = new Agent({ keepAlive: true });
    try {
      const died = new Promise((resolve) => child.once("exit", (_code, signal) => resolve(signal)));
      const primary = await new Promise<string>((resolve) =>
        createInterface(child.stdout).once("line", (port) => resolve(`http://127.0.0.1:${port}`)),
      );
      const second = await bench.upstream(answers(200, "y".repeat(3000)));
      await bench.gateway.publishApi("shop", policy([http("a", primary), http("b", second.url)]));
      const results: Promise<string>[] = [];
      await new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          results.push(wholeAnswer(`${bench.url}/shop`, agent));
          if (results.length === BEFORE_KILL) void wholeAnswer(`${primary}/die`, agent);
          if (results.length < REQUESTS) return;
          clearInterval(timer);
          resolve();
        }, RATE_MS);
      });
      expect(await died).toBe("SIGKILL");
      expect((await Promise.all(results)).filter((result) => result !== "ok")).toEqual([]);
      expect(second.hits).toBeGreaterThan(0);
    } finally {
      agent.destroy();
      child.kill("SIGKILL");
    }
  },
);

const STREAM = "data: 1\n\n";

test.each([
  ["an event stream", { "content-type": "text/event-stream" }],
  ["an answer that asks not to be buffered", { "x-accel-buffering": "no" }],
])("%s is passed on piece by piece, at once", async (_name, headers) => {
  let finish = () => undefined as unknown;
  const upstream = await bench.upstream((_request, response) => {
    response.writeHead(200, headers).write(STREAM);
    finish = () => response.end();
  });
  const second = await bench.upstream(answers(200, "second"));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url), http("b", second.url)]));
  const response = await fetch(`${bench.url}/shop`);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe(STREAM);
  finish();
  expect((await reader.read()).done).toBe(true);
});

test("an answer of undeclared length that stays open is passed on after a moment, and a long one as it comes", async () => {
  const long = "z".repeat(200_000);
  let finish = () => undefined as unknown;
  const upstream = await bench.upstream((request, response) => {
    response.writeHead(200).write(request.url === "/long" ? long : "first");
    finish = () => response.end("last");
  });
  const second = await bench.upstream(answers(200, "second"));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url), http("b", second.url)]));
  for (const [path, begin] of [
    ["", "first"],
    ["/long", long],
  ] as const) {
    const response = await fetch(`${bench.url}/shop${path}`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = "";
    const decoder = new TextDecoder();
    while (text.length < begin.length) text += decoder.decode((await reader.read()).value);
    expect(text).toBe(begin);
    finish();
    expect(decoder.decode((await reader.read()).value)).toBe("last");
  }
});

test("a small whole answer of undeclared length gets its length", async () => {
  const upstream = await bench.upstream((_request, response) => {
    response.write("in ");
    response.end("pieces");
  });
  const second = await bench.upstream(answers(200, "second"));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url), http("b", second.url)]));
  const response = await fetch(`${bench.url}/shop`);
  expect([response.headers.get("content-length"), await response.text()]).toEqual(["9", "in pieces"]);
});
