import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "#lib/store";
import { testPostgres } from "#lib/testing";
import { http2Call, http2Session } from "./test-http2.ts";
import { testCertificate, type TestCertificate } from "./test-certificate.ts";
import { policy, routeBody, until } from "./test-gateway.ts";
import { GatewayProcess } from "./test-process.ts";
import { closedPort } from "./test-upstream.ts";

/** Handshakes go round the workers: in so many each has had some. */
const HANDSHAKES = 12;
const WORKERS = 3;
const issuer = testCertificate(["authority"]);
const ca = issuer.cert;
const first = testCertificate(["localhost"], { issuer });
const second = testCertificate(["localhost"], { issuer, to: 24 });
const postgres = await testPostgres();
let gateway: GatewayProcess;
let folder: string;
let port = 0;

async function onDisk({ cert, key }: TestCertificate): Promise<void> {
  await writeFile(join(folder, "cert.pem"), cert);
  await writeFile(join(folder, "key.pem"), key);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "understudy-tls-workers-"));
  await onDisk(first);
  port = await closedPort();
  gateway = await new GatewayProcess(openStore(postgres.url), {
    STORE_URL: postgres.url,
    GATEWAY_WORKERS: String(WORKERS),
    GATEWAY_TLS_PORT: String(port),
    GATEWAY_TLS_CERT_FILE: join(folder, "cert.pem"),
    GATEWAY_TLS_KEY_FILE: join(folder, "key.pem"),
  }).start();
  const chain = policy([{ id: "s", kind: "static", status: 200, body: "secure" }]);
  await gateway.publish({ "routes/shop/v1": routeBody("shop", chain) });
}, 90_000);

afterAll(async () => {
  await gateway.remove();
  await gateway.store.close();
  await rm(folder, { recursive: true, force: true });
});

function ask(agent: Agent | false = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const url = `https://localhost:${port}/shop`;
    const sent = httpsRequest(url, { ca, agent }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve(`${response.statusCode} ${body}`));
      response.on("error", reject);
    });
    sent.on("error", reject).end();
  });
}

/** The serial numbers of the certificates that new handshakes meet. */
async function serials(): Promise<Set<string>> {
  const seen = Array.from(
    { length: HANDSHAKES },
    () =>
      new Promise<string>((resolve, reject) => {
        const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ca }, () => {
          resolve(socket.getPeerCertificate().serialNumber);
          socket.destroy();
        });
        socket.on("error", reject);
      }),
  );
  return new Set(await Promise.all(seen));
}

test("every worker answers over TLS, by HTTP/1.1 and by HTTP/2", async () => {
  expect(await Promise.all(Array.from({ length: HANDSHAKES }, () => ask()))).toEqual(
    Array(HANDSHAKES).fill("200 secure"),
  );
  for (let n = 0; n < WORKERS * 2; n++) {
    const session = await http2Session(`https://localhost:${port}`, { ca });
    expect(session.alpnProtocol).toBe("h2");
    expect(await http2Call(session, { ":path": "/shop" })).toMatchObject({ status: 200, body: "secure" });
    session.close();
  }
});

test("a replaced certificate is met at every worker, and no request fails meanwhile", async () => {
  const [before] = await serials();
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  let isDone = false;
  const answers: string[] = [];
  const load = (async () => {
    while (!isDone) answers.push(await ask(agent), await ask());
  })();
  await onDisk(second);
  await until(async () => {
    const seen = await serials();
    return seen.size === 1 && !seen.has(before ?? "");
  }, 30_000);
  isDone = true;
  await load;
  agent.destroy();
  expect(answers.length).toBeGreaterThan(0);
  expect(new Set(answers)).toEqual(new Set(["200 secure"]));
}, 60_000);
