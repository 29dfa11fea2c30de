import { spawn } from "node:child_process";
import { Agent, request as httpRequest } from "node:http";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers } from "./test-upstream.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

/** `ok` for a whole 2xx answer over the agent's kept connections, else what went wrong. */
function wholeAnswer(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    const request = httpRequest(url, { agent }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => (bytes += chunk.length));
      response.on("error", (error) => resolve(String(error)));
      response.on("end", () => {
        const expected = Number(response.headers["content-length"] ?? bytes);
        const whole = response.complete && bytes === expected && response.statusCode === 200;
        resolve(whole ? "ok" : `status ${response.statusCode}, ${bytes} bytes`);
      });
    });
    request.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? String(error)));
    request.end();
  });
}

const UPSTREAM_PROCESS = `
  const body = "x".repeat(3000);
  require("node:http").createServer((request, response) => {
    setTimeout(() => {
      response.writeHead(200, { "content-length": body.length });
      response.write(body.slice(0, 1000));
      setTimeout(() => response.end(body.slice(1000)), 2);
    }, 3);
  }).listen(0, "127.0.0.1", function () { console.log(this.address().port); });
`;

test("killing the primary's process under 200 requests a second fails none of them", async () => {
  const child = spawn(process.execPath, ["-e", UPSTREAM_PROCESS], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [port] = (await once(createInterface(child.stdout), "line")) as [string];
    const second = await bench.upstream(answers(200, "y".repeat(3000)));
    const chain = [http("a", `http://127.0.0.1:${port}`), http("b", second.url)];
    await bench.gateway.publishApi("shop", policy(chain));
    const agent = new Agent({ keepAlive: true });
    const results: Promise<string>[] = [];
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        results.push(wholeAnswer(`${bench.url}/shop`, agent));
        if (results.length === 200) child.kill("SIGKILL");
        if (results.length < 600) return;
        clearInterval(timer);
        resolve();
      }, 5);
    });
    const bad = (await Promise.all(results)).filter((result) => result !== "ok");
    agent.destroy();
    expect(bad).toEqual([]);
    expect(second.hits).toBeGreaterThanOrEqual(390);
  } finally {
    child.kill("SIGKILL");
  }
});

async function once(emitter: NodeJS.EventEmitter, event: string): Promise<unknown[]> {
  return new Promise((resolve) => emitter.once(event, (...args) => resolve(args)));
}

test("draining finishes what is under way and drops no request of a kept connection", async () => {
  const slow = await bench.upstream((_request, response) => {
    setTimeout(() => response.end("done"), 20);
  });
  await bench.gateway.publishApi("shop", policy([http("a", slow.url)]));
  const results: string[] = [];
  let stopped = false;
  const clients = Array.from({ length: 8 }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (!stopped) {
      const result = await wholeAnswer(`${bench.url}/shop`, agent);
      // The port is closed at the end: that request never reached the gateway.
      if (result === "ECONNREFUSED") break;
      results.push(result);
    }
    agent.destroy();
  });
  await until(() => results.length > 50);
  const drained = bench.gateway.gateway.drain();
  expect((await call(`${bench.gateway.adminUrl}/readyz`)).status).toBe(503);
  await drained;
  stopped = true;
  await Promise.all(clients);
  expect(results.filter((result) => result !== "ok")).toEqual([]);
});

test("a drained gateway is gone from the store", async () => {
  await bench.gateway.publishApi("shop", policy([{ id: "s", kind: "static", status: 200 }]));
  await bench.gateway.gateway.drain();
  expect(await bench.gateway.store.listStatus("production")).toEqual([]);
});
