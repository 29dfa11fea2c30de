import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, request as httpsRequest, type RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { http2Call, http2Session } from "./test-http2.ts";
import { testCertificate, type TestCertificate } from "./test-certificate.ts";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, TestGateway, until } from "./test-gateway.ts";
import { answers } from "./test-upstream.ts";
import { readTlsFiles } from "./tls-files.ts";

const issuer = testCertificate(["authority"]);
const ca = issuer.cert;
const first = testCertificate(["localhost"], { issuer });
const second = testCertificate(["localhost"], { issuer, to: 24 });
let folder: string;
let bench: Bench;

const files = () => ({ port: 0, certFile: join(folder, "cert.pem"), keyFile: join(folder, "key.pem") });

async function onDisk({ cert, key }: TestCertificate): Promise<void> {
  await writeFile(files().certFile, cert);
  await writeFile(files().keyFile, key);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "understudy-tls-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  await onDisk(first);
  bench = await new Bench(new TestGateway({ tls: files() })).start();
});
afterEach(() => bench.stop());

const port = () => bench.gateway.gateway.tlsPort ?? 0;
const url = (path: string) => `https://localhost:${port()}${path}`;

function secureCall(path: string, options: RequestOptions = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url(path), { agent: false, ...options }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.on("error", reject);
    });
    request.on("error", reject).end();
  });
}

/** The serial number of the certificate that a new handshake meets. */
function handshake(options: ConnectionOptions): Promise<{ serial: string; protocol: string | null }> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connectTls({
      port: port(),
      host: "127.0.0.1",
      servername: "localhost",
      ...options,
    });
    socket.on("error", reject).on("secureConnect", () => {
      resolve({ serial: socket.getPeerCertificate().serialNumber, protocol: socket.getProtocol() });
      socket.destroy();
    });
  });
}

async function metric(name: string): Promise<number> {
  const { body } = await call(`${bench.gateway.adminUrl}/metrics`);
  return Number(new RegExp(`^${name} (.*)$`, "m").exec(body)?.[1]);
}

test("HTTP/1.1 and HTTP/2 by ALPN, both told upstream as https", async () => {
  const upstream = await bench.upstream(answers(200, "hello"));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  expect(await secureCall("/shop", { ca })).toEqual({ status: 200, body: "hello" });
  const session = await http2Session(url(""), { ca });
  expect(session.alpnProtocol).toBe("h2");
  expect(await http2Call(session, { ":path": "/shop" })).toMatchObject({ status: 200, body: "hello" });
  session.close();
  await call(`${bench.url}/shop`);
  expect([0, 1, 2].map((index) => upstream.header(index, "x-forwarded-proto"))).toEqual([
    "https",
    "https",
    "http",
  ]);
});

test("no version below TLS 1.2, and no protocol that the gateway does not speak", async () => {
  await expect(handshake({ ca, maxVersion: "TLSv1.1", minVersion: "TLSv1" })).rejects.toThrow();
  await expect(handshake({ ca, ALPNProtocols: ["smtp"] })).rejects.toThrow();
  expect(await handshake({ ca, maxVersion: "TLSv1.2" })).toMatchObject({ protocol: "TLSv1.2" });
});

test("a certificate is replaced under traffic: no request fails, and open connections stay", async () => {
  const upstream = await bench.upstream(answers(200, "hello"));
  await bench.gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const results: unknown[] = [];
  let stopped = false;
  const clients = Array.from({ length: 6 }, async (_, index) => {
    const agent = index % 2 === 0 ? new Agent({ keepAlive: true, maxSockets: 1, ca }) : undefined;
    while (!stopped) {
      const reply = secureCall("/shop", agent ? { agent } : { ca });
      results.push(
        await reply.then(
          ({ status }) => status,
          (error: unknown) => error,
        ),
      );
    }
    agent?.destroy();
  });
  const kept = await http2Session(url(""), { ca });
  await until(() => results.length > 30);
  const before = await handshake({ ca });
  await onDisk(second);
  bench.gateway.gateway.reloadCertificate();
  const after = await handshake({ ca });
  const count = results.length;
  await until(() => results.length > count + 30);
  expect(after.serial).not.toBe(before.serial);
  expect(await http2Call(kept, { ":path": "/shop" })).toMatchObject({ status: 200 });
  kept.close();
  stopped = true;
  await Promise.all(clients);
  expect(results.filter((status) => status !== 200)).toEqual([]);
});

test("files that change are noticed; a certificate that cannot be used leaves the old one, and the metrics say so", async () => {
  const expiresAt = await metric("understudy_gateway_tls_certificate_expiry_seconds");
  expect(Math.abs(expiresAt - (Date.now() / 1000 + 12 * 3600))).toBeLessThan(120);
  const before = await handshake({ ca });
  for (const [cert, key] of [
    [second.cert, first.key],
    ["junk", first.key],
    [testCertificate(["localhost"], { issuer, from: -24, to: -1 }).cert, first.key],
  ] as const) {
    await onDisk({ cert, key });
    bench.gateway.gateway.reloadCertificate();
    expect(await handshake({ ca })).toEqual(before);
  }
  const expired = testCertificate(["localhost"], { issuer, from: -24, to: -1 });
  await onDisk(expired);
  bench.gateway.gateway.reloadCertificate();
  expect(await handshake({ ca })).toEqual(before);
  expect(await metric("understudy_gateway_tls_reload_failures_total")).toBeGreaterThanOrEqual(3);
  await onDisk(second);
  // Nobody tells it this time.
  await until(async () => (await handshake({ ca })).serial !== before.serial);
  expect(await metric("understudy_gateway_tls_certificate_expiry_seconds")).toBeGreaterThan(expiresAt);
});

test("mistakes in the files stop the start, each with its own message", async () => {
  const { certFile, keyFile } = files();
  const problems = (given: object) => {
    try {
      readTlsFiles({ ...files(), ...given });
      return [];
    } catch (error) {
      return (error as Error).message.split("\n");
    }
  };
  expect(problems({})).toEqual([]);
  expect(problems({ certFile: "/no/such/file", keyFile: folder })).toEqual([
    "GATEWAY_TLS_CERT_FILE: /no/such/file does not exist.",
    `GATEWAY_TLS_KEY_FILE: ${folder} is a directory.`,
  ]);
  await writeFile(keyFile, second.key);
  expect(problems({})).toEqual([
    `GATEWAY_TLS_KEY_FILE: ${keyFile} is not the key of the certificate in ${certFile}.`,
  ]);
  await writeFile(certFile, "junk");
  expect(problems({})).toEqual([
    expect.stringMatching(/^GATEWAY_TLS_CERT_FILE: .*cert\.pem cannot be read as PEM/),
  ]);
  const other = new TestGateway({ tls: files() });
  await expect(other.start()).rejects.toThrow("GATEWAY_TLS_CERT_FILE");
  await rm(other.snapshotDir, { recursive: true });
});
