import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Agent, request as httpRequest } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, until } from "./test-gateway.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

let bench: Bench;
let second: TestUpstream;
let servers: Server[] = [];

beforeEach(async () => {
  bench = await new Bench().start();
  second = await bench.upstream(answers(200, "second"));
});

afterEach(async () => {
  for (const server of servers) server.close();
  servers = [];
  await bench.stop();
});

interface RawUpstream {
  url: string;
  connections: Socket[];
}

/** A server that writes what it is told as each request's head is complete. */
async function raw(answer: (socket: Socket, head: string) => void): Promise<RawUpstream> {
  const seen: RawUpstream = { url: "", connections: [] };
  const server = createServer((socket) => {
    seen.connections.push(socket);
    let rest = "";
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      rest += chunk.toString("latin1");
      for (let end = rest.indexOf("\r\n\r\n"); end >= 0; end = rest.indexOf("\r\n\r\n")) {
        const head = rest.slice(0, end);
        rest = rest.slice(end + 4);
        answer(socket, head);
      }
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  seen.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return seen;
}

const publish = (url: string, more: object = {}) =>
  bench.gateway.publishApi(
    "shop",
    policy([http("a", url), http("b", second.url)], { exposure: { clientHeaders: true }, ...more }),
  );

const ok = "HTTP/1.1 200 OK\r\n";

test.each([
  ["no HTTP", "220 mail.example ESMTP\r\n"],
  ["two lengths", `${ok}Content-Length: 5\r\nContent-Length: 50\r\n\r\nhello`],
  ["a length and chunks", `${ok}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ["a folded header", `${ok}X-A: 1\r\n 2\r\nContent-Length: 0\r\n\r\n`],
  ["lines in bare LF", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"],
  ["NUL in a header", `${ok}X-A: 1\0\r\nContent-Length: 0\r\n\r\n`],
  ["a space before a colon", `${ok}Content-Length : 0\r\n\r\n`],
  ["a coding nobody asked for", `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
  [
    "an upgrade nobody asked for",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
  ],
  ["endless headers", `${ok}${"x-a: 1\r\n".repeat(10_000)}`],
])(
  "an answer with %s is invalid: a GET is rescued, a POST fails, and the connection is closed",
  async (_name, text) => {
    const first = await raw((socket) => void socket.write(text, "latin1"));
    await publish(first.url);
    const get = await call(`${bench.url}/shop`);
    expect(get).toMatchObject({ status: 200, body: "second" });
    expect(get.headers["x-fallback-reason"]).toBe("invalid_response");
    const post = await call(`${bench.url}/shop`, { method: "POST", body: "x" });
    expect(post.status).toBe(502);
    expect(second.requests.map(({ method }) => method)).toEqual(["GET"]);
    await until(
      () => first.connections.length === 2 && first.connections.every(({ destroyed }) => destroyed),
    );
  },
);

test("bytes after an answer never become the next one: the connection is given up", async () => {
  for (const framing of [
    "Content-Length: 2\r\n\r\nok",
    "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
  ]) {
    const smuggled = `${ok}Content-Length: 6\r\n\r\nstolen`;
    const first = await raw((socket) => void socket.write(`${ok}${framing}${smuggled}`));
    await publish(first.url);
    for (let i = 0; i < 3; i++) expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "ok" });
    expect(first.connections.length).toBe(3);
    await until(() => first.connections.every(({ destroyed }) => destroyed));
  }
});

test("bytes that come between requests end the connection", async () => {
  const first = await raw((socket) => {
    socket.write(`${ok}Content-Length: 2\r\n\r\nok`);
    setTimeout(() => socket.write(`${ok}Content-Length: 6\r\n\r\nstolen`), 5);
  });
  await publish(first.url);
  for (let i = 0; i < 3; i++) {
    expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "ok" });
    await until(() => first.connections.every(({ destroyed }) => destroyed));
  }
  expect(first.connections.length).toBe(3);
});

test("a kept connection serves many requests, of all methods and framings", async () => {
  const framings = ["Content-Length: 2\r\n\r\nok", "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"];
  let count = 0;
  const first = await raw((socket, head) => {
    const early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    if (!head.startsWith("HTTP")) socket.write(`${early}${ok}${framings[count++ % 2]}`);
  });
  await publish(first.url);
  for (const method of ["GET", "DELETE", "OPTIONS", "GET"])
    expect(await call(`${bench.url}/shop`, { method })).toMatchObject({ status: 200, body: "ok" });
  expect(first.connections.length).toBe(1);
});

test("a connection that the upstream wants closed, or that ended its answer, is not used again", async () => {
  const texts = [
    `${ok}Connection: close\r\nContent-Length: 2\r\n\r\nok`,
    "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
    `${ok}Keep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok`,
  ];
  const first = await raw((socket) => void socket.write(texts.shift() ?? ""));
  await publish(first.url);
  for (let i = 1; i <= 3; i++) {
    expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "ok" });
    expect(first.connections.length).toBe(i);
  }
  const untilClosed = await raw((socket) => void socket.end(`${ok}\r\nall of it`));
  await publish(untilClosed.url);
  for (let i = 1; i <= 2; i++) expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "all of it" });
  expect(untilClosed.connections.length).toBe(2);
});

test("a small answer with a bad chunk is replaced while it is held", async () => {
  const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;
  const first = await raw((socket) => void socket.write(`${chunked}2\r\nok\r\nzz\r\n`));
  await publish(first.url);
  const reply = await call(`${bench.url}/shop`);
  expect(reply).toMatchObject({ status: 200, body: "second" });
  expect(reply.headers["x-fallback-reason"]).toBe("invalid_response");
});

test("a broken chunk after the headers were passed on is a broken answer to the client", async () => {
  const first = await raw((socket) => {
    socket.write(
      `${ok}Content-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n`,
    );
    setTimeout(() => socket.write("nonsense\r\n"), 60);
  });
  await publish(first.url);
  await expect(call(`${bench.url}/shop`)).rejects.toThrow();
});

test("a body goes out as it is: whole with its length, streamed with its length or in chunks", async () => {
  const upstream = await bench.upstream(answers(200, "ok"));
  const big = "x".repeat(300_000);
  for (const bodyMaxBytes of [1_000_000, 1_000]) {
    await publish(upstream.url, { replay: { bodyMaxBytes } });
    for (const body of ["small", big]) {
      for (const headers of [{ "content-length": String(body.length) }, { "transfer-encoding": "chunked" }]) {
        const reply = await call(`${bench.url}/shop`, { method: "PUT", headers, body });
        expect(reply).toMatchObject({ status: 200, body: "ok" });
        expect(upstream.requests.at(-1)?.body).toBe(body);
      }
    }
  }
  await call(`${bench.url}/shop`, { method: "POST" });
  expect(upstream.header(upstream.hits - 1, "content-length")).toBe("0");
});

test("an early answer to an upload reaches the client, and the half-sent request's connection is given up", async () => {
  const first = await raw((socket, head) => {
    if (head.startsWith("POST")) socket.write(`HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig`);
  });
  await publish(first.url, { replay: { bodyMaxBytes: 1_000 } });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const status = await new Promise((resolve, reject) => {
    const headers = { "content-length": 1_000_000 };
    const sent = httpRequest(`${bench.url}/shop`, { agent, method: "POST", headers }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    sent.on("error", reject);
    sent.write(Buffer.alloc(100_000));
  });
  agent.destroy();
  expect(status).toBe(413);
  await until(() => first.connections.length === 1 && first.connections.every(({ destroyed }) => destroyed));
});
