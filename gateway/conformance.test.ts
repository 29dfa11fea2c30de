import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, routeBody, until } from "./test-gateway.ts";
import { answers, closedPort, resets, type Behaviour } from "./test-upstream.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

const EXPOSED = { exposure: { clientHeaders: true } };

/** A port that answers no SYN: its listener stands still and the queue before it is full. */
async function blackhole(): Promise<{ port: number; close(): void }> {
  const listener = `require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 },
    function () { console.log(this.address().port); })`;
  const child = spawn(process.execPath, ["-e", listener], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const port = Number(line);
  child.kill("SIGSTOP");
  const sockets: Socket[] = [];
  let pending = 0;
  // Some that stay pending while later ones could have been taken prove that the queue is full.
  for (let i = 0; i < 64 && pending < 4; i++) {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    sockets.push(socket);
    const connected = await Promise.race([
      once(socket, "connect").then(() => true),
      new Promise<boolean>((resolve) => setTimeout(resolve, 100, false)),
    ]);
    if (!connected) pending++;
  }
  const close = () => {
    for (const socket of sockets) socket.destroy();
    child.kill("SIGKILL");
  };
  return { port, close };
}

test("c02: a target that answers no SYN is left at its connect limit, and a POST moves on too", async () => {
  const hole = await blackhole();
  try {
    const second = await bench.upstream(answers(200, "second"));
    const target = http("a", `http://127.0.0.1:${hole.port}`, {
      timeouts: { connectMs: 200, firstByteMs: 5000 },
    });
    await bench.gateway.publishApi("shop", policy([target, http("b", second.url)], EXPOSED));
    for (const request of [{}, { method: "POST", body: "x" }]) {
      const reply = await call(`${bench.url}/shop`, request);
      expect(reply).toMatchObject({ status: 200, body: "second" });
      expect(reply.headers["x-fallback-reason"]).toBe("connect_timeout");
    }
  } finally {
    hole.close();
  }
});

test("c07: a 503 that is an event stream moves on at its headers, and its connection is given up", async () => {
  const first = await bench.upstream((_request, response) => {
    response.writeHead(503, { "content-type": "text/event-stream" });
    response.write("data: down\n\n");
  });
  const second = await bench.upstream(answers(200, "second"));
  await bench.gateway.publishApi("shop", policy([http("a", first.url), http("b", second.url)], EXPOSED));
  const reply = await call(`${bench.url}/shop`);
  expect(reply).toMatchObject({ status: 200, body: "second" });
  expect(reply.headers["x-fallback-reason"]).toBe("status 503");
  await until(() => first.aborted === 1);
});

test("c20: what a third party writes to the store reroutes nothing and is reported", async () => {
  const upstream = await bench.upstream(answers(200, "good"));
  const thief = await bench.upstream(answers(200, "stolen"));
  const { gateway } = bench;
  await gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const stolen = routeBody("shop", policy([http("a", thief.url)]));
  const unsigned = JSON.stringify({ schema: "understudy/document/v1", storeRevision: 9, body: stolen });
  await gateway.put([
    { key: "routes/shop/v1", value: unsigned },
    { key: "routes/new/v1", value: unsigned },
    { key: "settings/egress", value: "{}" },
    { key: "routes/../shop/v1", value: "null" },
    { key: "whatever/else", value: "\u0000" },
  ]);
  await gateway.applied();
  expect(await call(`${bench.url}/shop`)).toMatchObject({ status: 200, body: "good" });
  expect(await call(`${bench.url}/new`)).toMatchObject({ status: 404 });
  const [status] = await gateway.store.listStatus("production");
  expect(status?.rejects.map(({ key }) => key).sort()).toEqual([
    "routes/../shop/v1",
    "routes/new/v1",
    "routes/shop/v1",
    "settings/egress",
  ]);
  await gateway.publishApi("shop", policy([http("a", upstream.url)]));
  expect(await call(`${bench.url}/shop`)).toMatchObject({ status: 200, body: "good" });
  expect(thief.hits).toBe(0);
});

const failing: Record<string, Behaviour> = { "answers 503": answers(503, "down"), resets: resets };

test.each(Object.entries(failing))(
  "c25: no retry storm: with a primary that %s the secondary gets each request once, dead or alive",
  async (_name, behaviour) => {
    const first = await bench.upstream(behaviour);
    const second = await bench.upstream(answers(200, "second"));
    const publish = () =>
      bench.gateway.publishApi("shop", policy([http("a", first.url), http("b", second.url)]));
    await publish();
    const storm = async () => {
      for (let i = 0; i < 10; i++)
        await Promise.all(Array.from({ length: 30 }, () => call(`${bench.url}/shop`)));
    };
    await storm();
    expect(second.hits).toBe(300);
    // Three failures in a row end the attempts; those of the first wave were under way by then.
    expect(first.hits).toBeLessThanOrEqual(30);
    second.behaviour = behaviour;
    await storm();
    // A kept connection that is reset at once may be replaced once, before it counts as a failure; at most 30 were kept.
    expect(second.hits).toBeLessThanOrEqual(630);
    expect(first.hits).toBeLessThanOrEqual(60);
  },
);

test("c25: a refused primary costs the secondary no more than the requests there are", async () => {
  const second = await bench.upstream(answers(200, "second"));
  const chain = [http("a", `http://127.0.0.1:${await closedPort()}`), http("b", second.url)];
  await bench.gateway.publishApi("shop", policy(chain));
  const replies = await Promise.all(Array.from({ length: 200 }, () => call(`${bench.url}/shop`)));
  expect(replies.every(({ status }) => status === 200)).toBe(true);
  expect(second.hits).toBe(200);
});
