import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from "node:tls";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Bench } from "./test-sockets.ts";
import { testCertificate, type TestCertificate } from "./test-certificate.ts";
import { call, http, policy } from "./test-gateway.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

const known = testCertificate(["localhost", "inner.example"]);
const unknown = testCertificate(["localhost", "inner.example"]);
const usual = getCACertificates("default");
let bench: Bench;
let second: TestUpstream;
let closes: (() => void)[] = [];

beforeAll(() => setDefaultCACertificates([...usual, known.cert]));
afterAll(() => setDefaultCACertificates(usual));

beforeEach(async () => {
  bench = await new Bench().start();
  second = await bench.upstream(answers(200, "second"));
});

afterEach(async () => {
  for (const close of closes) close();
  closes = [];
  await bench.stop();
});

interface Secure {
  port: number;
  /** Server name of the handshake and Host header of each request. */
  seen: { name: string | false | null; host: string | undefined }[];
}

async function secureUpstream(certificate: TestCertificate): Promise<Secure> {
  const seen: Secure["seen"] = [];
  const server = createServer(certificate, (request, response) => {
    seen.push({ name: (request.socket as TLSSocket).servername, host: request.headers.host });
    response.end("secure");
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  closes.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen };
}

const publish = (url: string, more: object = {}) =>
  bench.gateway.publishApi(
    "shop",
    policy([http("a", url, more), http("b", second.url)], { exposure: { clientHeaders: true } }),
  );

test("the server name of the handshake is the endpoint's host, or the one that is set; an address has none", async () => {
  const { port, seen } = await secureUpstream(known);
  await publish(`https://localhost:${port}`);
  expect(await call(`${bench.url}/shop`)).toMatchObject({ status: 200, body: "secure" });
  await publish(`https://127.0.0.1:${port}`, { tls: { serverName: "inner.example" } });
  expect(await call(`${bench.url}/shop`)).toMatchObject({ status: 200, body: "secure" });
  await publish(`https://127.0.0.1:${port}`, { tls: { verify: false } });
  expect(await call(`${bench.url}/shop`)).toMatchObject({ status: 200, body: "secure" });
  expect(seen.map(({ name }) => name)).toEqual(["localhost", "inner.example", false]);
});

test("a certificate that does not verify is a failed connect: even a POST moves on, and the server sees no request", async () => {
  const stranger = await secureUpstream(unknown);
  const misnamed = await secureUpstream(known);
  for (const url of [`https://localhost:${stranger.port}`, `https://127.0.0.1:${misnamed.port}`]) {
    await publish(url);
    const reply = await call(`${bench.url}/shop`, { method: "POST", body: "x" });
    expect(reply).toMatchObject({ status: 200, body: "second" });
    expect(reply.headers["x-fallback-reason"]).toBe("tls_failure");
  }
  expect([...stranger.seen, ...misnamed.seen]).toEqual([]);
});

test("a server that speaks no TLS is a failed connect", async () => {
  const plain = await bench.upstream(answers(200, "plain"));
  await publish(`https://localhost:${plain.port}`);
  const reply = await call(`${bench.url}/shop`, { method: "POST", body: "x" });
  expect(reply).toMatchObject({ status: 200, body: "second" });
  expect(reply.headers["x-fallback-reason"]).toBe("tls_failure");
});

test("with verify off any certificate will do, for that target alone", async () => {
  const stranger = await secureUpstream(unknown);
  await publish(`https://localhost:${stranger.port}`, { tls: { verify: false } });
  expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "secure" });
  await publish(`https://localhost:${stranger.port}`);
  expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "second" });
});

test("the Host header follows its mode, whatever the handshake says", async () => {
  const { port, seen } = await secureUpstream(known);
  const tls = { serverName: "inner.example" };
  const headers = { host: "shop.example" };
  for (const host of [{ mode: "pass" }, { mode: "upstream" }, { mode: "set", value: "set.example" }]) {
    await publish(`https://localhost:${port}`, { tls, host });
    expect(await call(`${bench.url}/shop`, { headers })).toMatchObject({ body: "secure" });
  }
  expect(seen.map(({ host }) => host)).toEqual(["shop.example", `localhost:${port}`, "set.example"]);
  expect(new Set(seen.map(({ name }) => name))).toEqual(new Set(["inner.example"]));
});
