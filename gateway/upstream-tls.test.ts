import { createServer, type ServerOptions } from "node:https";
import { connect, createServer as createTcpServer, type AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { testCertificate } from "./test-certificate.ts";
import { call, http, policy, routeBody, TestGateway, until } from "./test-gateway.ts";
import { Bench } from "./test-sockets.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

const authority = testCertificate(["authority"]);
const stranger = testCertificate(["stranger"]);
const server = testCertificate(["localhost"], { issuer: authority });
const expired = testCertificate(["localhost"], { issuer: authority, from: -48, to: -24 });
const misnamed = testCertificate(["elsewhere.example"], { issuer: authority });
const client = testCertificate(["gateway"], { issuer: authority });
const intruder = testCertificate(["intruder"], { issuer: stranger });

const SECRETS: Record<string, string> = {
  "env:UPSTREAM_CA": authority.cert,
  "env:UPSTREAM_OTHER_CA": stranger.cert,
  "env:UPSTREAM_CLIENT": client.cert + client.key,
  "env:UPSTREAM_INTRUDER": intruder.cert + intruder.key,
  "env:UPSTREAM_MISMATCH": client.cert + intruder.key,
  "env:UPSTREAM_JUNK": "junk",
};

let bench: Bench;
let second: TestUpstream;
let closes: (() => void)[] = [];

beforeEach(async () => {
  bench = await new Bench(new TestGateway({ secret: (reference) => SECRETS[reference] ?? "" })).start();
  second = await bench.upstream(answers(200, "second"));
});

afterEach(async () => {
  for (const close of closes) close();
  closes = [];
  await bench.stop();
});

interface SecureUpstream {
  url: string;
  seen: (string | undefined)[];
  /** Handshakes that came to nothing. */
  refusals(): number;
}

/** An https server that notes who its clients say they are. */
async function secureUpstream(options: ServerOptions): Promise<SecureUpstream> {
  const seen: (string | undefined)[] = [];
  let refusals = 0;
  const listener = createServer({ ...server, ...options }, (request, response) => {
    seen.push((request.socket as TLSSocket).getPeerCertificate().subject?.CN as string | undefined);
    response.end("secure");
  });
  listener.on("tlsClientError", () => refusals++);
  await new Promise<void>((resolve) => listener.listen(0, resolve));
  closes.push(() => {
    listener.closeAllConnections();
    listener.close();
  });
  const url = `https://localhost:${(listener.address() as AddressInfo).port}`;
  return { url, seen, refusals: () => refusals };
}

const fallback = (url: string, tls: object, more: object = {}) =>
  policy([http("a", url, { tls, ...more }), http("b", second.url)], { exposure: { clientHeaders: true } });
const publish = (url: string, tls: object, more: object = {}) =>
  bench.gateway.publishApi("shop", fallback(url, tls, more));

test("an authority of one's own vouches for the servers of its target alone", async () => {
  const { url } = await secureUpstream({});
  await publish(url, { caRef: "env:UPSTREAM_CA" });
  expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "secure" });
  for (const tls of [{}, { caRef: "env:UPSTREAM_OTHER_CA" }]) {
    await publish(url, tls);
    const reply = await call(`${bench.url}/shop`, { method: "POST", body: "x" });
    expect(reply).toMatchObject({ body: "second" });
    expect(reply.headers["x-fallback-reason"]).toBe("tls_failure");
  }
});

test.each([
  ["expired", expired],
  ["another's", misnamed],
])("a certificate that is %s is a failed connect", async (_name, certificate) => {
  const { url, seen } = await secureUpstream(certificate);
  await publish(url, { caRef: "env:UPSTREAM_CA" });
  const reply = await call(`${bench.url}/shop`, { method: "POST", body: "x" });
  expect(reply).toMatchObject({ body: "second" });
  expect(reply.headers["x-fallback-reason"]).toBe("tls_failure");
  expect(seen).toEqual([]);
});

test("the server name is what the certificate must be for", async () => {
  const { url } = await secureUpstream(misnamed);
  await publish(url, { caRef: "env:UPSTREAM_CA", serverName: "elsewhere.example" });
  expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "secure" });
});

test("a server whose slow handshake ends in HTTP/1.1 has the whole time to connect once more", async () => {
  const { url } = await secureUpstream({});
  const slow = createTcpServer((near) => {
    const far = connect(Number(new URL(url).port), "localhost");
    setTimeout(() => near.pipe(far).pipe(near), 1_500);
    for (const one of [near, far]) one.on("error", () => undefined);
    closes.push(() => near.destroy());
  });
  await new Promise<void>((resolve) => slow.listen(0, resolve));
  closes.push(() => slow.close());
  const { port } = slow.address() as AddressInfo;
  const timeouts = { connectMs: 2_500, firstByteMs: 5_000 };
  await publish(`https://localhost:${port}`, { caRef: "env:UPSTREAM_CA" }, { timeouts });
  expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "secure" });
});

test("a server that requires a client certificate gets the target's own, and takes no other", async () => {
  const { url, seen } = await secureUpstream({
    requestCert: true,
    rejectUnauthorized: true,
    ca: authority.cert,
  });
  const caRef = "env:UPSTREAM_CA";
  await publish(url, { caRef, clientCertRef: "env:UPSTREAM_CLIENT" });
  expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "secure" });
  for (const tls of [{ caRef }, { caRef, clientCertRef: "env:UPSTREAM_INTRUDER" }]) {
    await publish(url, tls);
    expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "second" });
  }
  expect(seen).toEqual(["gateway"]);
});

test("health checks use the same certificates as the traffic", async () => {
  const { url, seen, refusals } = await secureUpstream({
    requestCert: true,
    rejectUnauthorized: true,
    ca: authority.cert,
  });
  const health = {
    active: {
      type: "http",
      intervalMs: 100,
      timeoutMs: 1000,
      healthySuccesses: 1,
      unhealthyFailures: 1,
      initial: "down",
    },
  };
  const failback = { holdDownMs: 0 };
  const tls = { caRef: "env:UPSTREAM_CA", clientCertRef: "env:UPSTREAM_CLIENT" };
  await bench.gateway.publishApi("shop", { ...fallback(url, tls, { health }), failback });
  await until(async () => (await call(`${bench.url}/shop`)).body === "secure");
  await bench.gateway.publishApi("shop", {
    ...fallback(url, { caRef: "env:UPSTREAM_CA" }, { health }),
    failback,
  });
  await until(() => refusals() >= 3);
  expect((await call(`${bench.url}/shop`)).body).toBe("second");
  expect(new Set(seen)).toEqual(new Set(["gateway"]));
});

test("a text that is no certificate rejects its document alone, with the reason, and the last good one stays", async () => {
  const { url } = await secureUpstream({});
  await publish(url, { caRef: "env:UPSTREAM_CA" });
  const { gateway } = bench;
  const bad = {
    caRef: /tls\.caRef cannot be used: It holds no certificate/,
    clientCertRef: /tls\.clientCertRef cannot be used: The private key is not that/,
  };
  const tls = [{ caRef: "env:UPSTREAM_JUNK" }, { clientCertRef: "env:UPSTREAM_MISMATCH" }];
  for (const [index, reason] of Object.values(bad).entries()) {
    await gateway.publish({
      "routes/shop/v1": routeBody("shop", fallback(url, tls[index] ?? {})),
      [`routes/other${index}/v1`]: routeBody(`other${index}`, policy([http("b", second.url)])),
    });
    const [status] = await gateway.store.listStatus("production");
    expect(status?.rejects).toEqual([
      expect.objectContaining({ key: "routes/shop/v1", reason: expect.stringMatching(reason) }),
    ]);
    expect(await call(`${bench.url}/other${index}`)).toMatchObject({ body: "second" });
    expect(await call(`${bench.url}/shop`)).toMatchObject({ body: "secure" });
  }
});
