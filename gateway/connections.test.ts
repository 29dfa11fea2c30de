import { Agent, createServer, request as httpRequest } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createTcpServer, type Socket } from "node:net";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { listen } from "./listening.ts";
import { testCertificate } from "./test-certificate.ts";
import { Bench } from "./test-sockets.ts";
import { answers } from "./test-upstream.ts";
import { call, http, policy, until } from "./test-gateway.ts";

let bench: Bench;

beforeEach(async () => {
  bench = await new Bench().start();
});

afterEach(() => bench.stop());

test("an upstream that answers before the upload ends leaves the client's connection usable", async () => {
  const upstream = await bench.upstream((request, response) => {
    response.writeHead(413, { connection: "close", "content-length": 3 }).end("big");
    request.on("error", () => undefined);
  });
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const statuses: unknown[] = [];
  for (let i = 0; i < 2; i++) {
    await new Promise<void>((resolve, reject) => {
      const request = httpRequest(`${bench.url}/shop`, { agent, method: "POST" }, (response) => {
        statuses.push(response.statusCode, request.reusedSocket);
        response.resume().on("end", () => request.end(Buffer.alloc(3 * 1024 * 1024), resolve));
      });
      request.on("error", reject);
      request.write(Buffer.alloc(64 * 1024));
    });
  }
  agent.destroy();
  expect(statuses).toEqual([413, false, 413, true]);
});

test("a kept connection that the upstream closed is replaced without anybody noticing", async () => {
  let port = 0;
  const sockets: Socket[] = [];
  const server = createServer((_request, response) => void response.end("ok"));
  server.on("connection", (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as { port: number }).port;
  await bench.gateway.publishApi(
    "shop",
    policy([http("a", `http://127.0.0.1:${port}`)], { exposure: { clientHeaders: true } }),
  );
  for (let i = 0; i < 50; i++) {
    // Closes the kept connection at the very moment of the next request.
    for (const socket of sockets.splice(0)) socket.resetAndDestroy();
    const reply = await call(`${bench.url}/shop`);
    expect(reply).toMatchObject({ status: 200, body: "ok" });
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("a kept connection that turns out to be closed is replaced within the time that is left", async () => {
  const certificate = testCertificate(["localhost"]);
  let requests = 0;
  const https = createHttpsServer(certificate, (request, response) => {
    if (++requests === 1) response.end("ok");
    else setTimeout(() => request.socket.destroy(), 300);
  });
  let connections = 0;
  const held: Socket[] = [];
  // The second connection comes to nothing: its handshake is not answered.
  const server = createTcpServer((socket) => {
    if (++connections === 1) https.emit("connection", socket);
    else held.push(socket.on("error", () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const target = http("a", `https://localhost:${port}`, {
    tls: { verify: false },
    protocol: "http1",
    timeouts: { connectMs: 350, firstByteMs: 5000 },
  });
  const settings = { budget: { deadlineMs: 400 }, exposure: { clientHeaders: true } };
  await bench.gateway.publishApi("shop", policy([target], settings));
  expect((await call(`${bench.url}/shop`)).body).toBe("ok");
  const late = await call(`${bench.url}/shop`);
  expect([late.status, late.headers["x-fallback-reason"]]).toEqual([504, "deadline"]);
  expect([requests, connections]).toEqual([2, 2]);
  for (const socket of held) socket.destroy();
  server.close();
});

test("a request that may have been executed is not sent again, whatever became of its connection", async () => {
  let requests = 0;
  const server = createTcpServer((socket) => {
    socket.on("error", () => undefined);
    let isFirst = true;
    socket.on("data", () => {
      requests++;
      if (isFirst) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      else socket.resetAndDestroy();
      isFirst = false;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await bench.gateway.publishApi("shop", policy([http("a", `http://127.0.0.1:${port}`)]));
  for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
    expect((await call(`${bench.url}/shop`)).status).toBe(200);
    requests = 0;
    expect((await call(`${bench.url}/shop`, { method })).status).toBe(502);
    expect(requests).toBe(1);
  }
  server.close();
});

test("what must not be sent twice takes no connection that was idle for more than a second", async () => {
  const sockets: Socket[] = [];
  const upstream = await bench.upstream((request, response) => {
    sockets.push(request.socket);
    answers(200, "ok")(request, response);
  });
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const ask = (method: string) => call(`${bench.url}/shop`, { method });
  const askAfterRest = async (method: string) => {
    const usedAt = performance.now();
    await until(() => performance.now() - usedAt > 1_100);
    await ask(method);
  };
  await ask("GET");
  await ask("POST");
  await askAfterRest("GET");
  await askAfterRest("POST");
  await askAfterRest("DELETE");
  await ask("PUT");
  const connections = [...new Set(sockets)];
  expect(sockets.map((socket) => connections.indexOf(socket))).toEqual([0, 0, 0, 1, 2, 2]);
});

test("connections outlive a HEAD, unless the server sends a body with it", async () => {
  let connections = 0;
  let rude = false;
  const server = createTcpServer((socket) => {
    connections++;
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      const isHead = chunk.toString("latin1").startsWith("HEAD");
      const body = isHead && !rude ? "" : "hello";
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
      // A moment later, as from another packet: it must not become part of the next answer.
      setTimeout(() => socket.write(body), 5);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await bench.gateway.publishApi("shop", policy([http("a", `http://127.0.0.1:${port}`)]));
  const pair = async () => {
    expect(await call(`${bench.url}/shop`, { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
    expect(await call(`${bench.url}/shop`)).toMatchObject({ status: 200, body: "hello" });
  };
  for (let i = 0; i < 20; i++) await pair();
  expect(connections).toBeLessThan(10);
  rude = true;
  for (let i = 0; i < 5; i++) await pair();
  server.close();
});

test("a request that is sent anew has the time for sending anew", async () => {
  const body = Buffer.alloc(20_000_000, "x");
  body.write("\n", body.length - 1);
  const other = await bench.upstream(answers(200, "other"));
  let connections = 0;
  const server = createTcpServer((socket) => {
    const isFirst = ++connections === 1;
    let isBegun = false;
    socket
      .on("error", () => undefined)
      .on("data", (chunk: Buffer) => {
        const isWhole = isBegun && chunk.at(-1) === 10;
        // The first answers a request without a body, and fails when it has read all of the next.
        if (isFirst && isWhole) socket.resetAndDestroy();
        else if (isFirst && !isBegun) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        else if (isWhole) socket.end("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
        isBegun = true;
      });
    if (isFirst) return;
    socket.pause();
    setTimeout(() => socket.resume(), 600);
  });
  const port = await listen(server, 0, "127.0.0.1");
  onTestFinished(() => void server.close());
  const target = http("a", `http://127.0.0.1:${port}`, { timeouts: { connectMs: 200, firstByteMs: 2000 } });
  const replay = { safeMethods: ["GET", "PUT"], bodyMaxBytes: body.length };
  await bench.gateway.publishApi("shop", policy([target, http("b", other.url)], { replay }));
  expect(await call(`${bench.url}/shop`)).toMatchObject({ status: 200 });
  expect(await call(`${bench.url}/shop`, { method: "PUT", body })).toMatchObject({
    status: 200,
    body: "new",
  });
});
