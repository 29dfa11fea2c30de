import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadSigningKey, newSealingKey, newSigningKeys, signDocument } from "#lib/signing";
import { createGatewayRole, openStore, type Store } from "#lib/store";
import { testPostgres } from "#lib/testing";
import type { DocumentBody } from "#lib/routing/schema";
import { call, http, policy, routeBody, until } from "./test-gateway.ts";
import { answers, closedPort, startUpstream, type TestUpstream } from "./test-upstream.ts";

const ENVIRONMENT = "production";
const keys = newSigningKeys();
const EGRESS: DocumentBody = {
  kind: "egress",
  environment: ENVIRONMENT,
  allow: [],
  deny: [],
  privateTargets: true,
};

let folder: string;
let upstream: TestUpstream;
let children: ChildProcess[] = [];
let url: string;
let adminUrl: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "understudy-process-"));
  upstream = await startUpstream(answers(200, "up"));
});

afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children = [];
  await upstream.stop();
  await rm(folder, { recursive: true, force: true });
});

/** `node gateway/main.ts` as it is installed; resolves when it is ready. */
async function startProcess(storeUrl: string): Promise<ChildProcess> {
  const [port, adminPort] = [await closedPort(), await closedPort()];
  url = `http://127.0.0.1:${port}`;
  adminUrl = `http://127.0.0.1:${adminPort}`;
  const child = spawn(process.execPath, ["gateway/main.ts"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      NODE_ENV: "production",
      STORE_URL: storeUrl,
      SIGNING_PUBLIC_KEY: keys.publicKey,
      SEALING_KEY: newSealingKey(),
      GATEWAY_PORT: String(port),
      GATEWAY_ADMIN_PORT: String(adminPort),
      GATEWAY_NODE: "one",
      GATEWAY_SNAPSHOT_DIR: folder,
    },
  });
  children.push(child);
  await until(async () => (await call(`${adminUrl}/readyz`).catch(() => undefined))?.status === 200);
  return child;
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", resolve));
}

async function publish(store: Store, storeRevision: number, body: string): Promise<void> {
  const route = routeBody("shop", policy([http("a", upstream.url, { rewrite: { addPrefix: body } })]));
  const bodies: Record<string, DocumentBody> = { "settings/egress": EGRESS, "routes/shop/v1": route };
  const sign = ([key, document]: [string, DocumentBody]) => {
    const signed = signDocument({ key, storeRevision, body: document }, loadSigningKey(keys.privateKey));
    return { key, value: JSON.stringify(signed) };
  };
  const puts = Object.entries(bodies).map(sign);
  await store.commit(ENVIRONMENT, { expectedRevision: storeRevision - 1, storeRevision, puts });
}

test("the process outlives its PostgreSQL, restarts without it, and takes what is published when it returns", async () => {
  const postgres = await testPostgres();
  const store = openStore(postgres.url);
  const role = { environment: ENVIRONMENT, node: "one", password: "a-password-of-its-own" };
  const roleUrl = await createGatewayRole(postgres.url, role);
  const child = await startProcess(roleUrl);
  await publish(store, 1, "/first");
  await until(async () => (await store.listStatus(ENVIRONMENT))[0]?.appliedRevision === 1);
  expect(await call(`${url}/shop`)).toMatchObject({ status: 200, body: "up" });

  await postgres.kill();
  expect(await call(`${url}/shop`)).toMatchObject({ status: 200 });
  child.kill("SIGTERM");
  expect(await exitOf(child)).toBe(0);
  await startProcess(roleUrl);
  expect(await call(`${url}/shop`)).toMatchObject({ status: 200, body: "up" });
  children.pop()?.kill("SIGKILL");

  await postgres.restart();
  await startProcess(roleUrl);
  await publish(store, 2, "/second");
  await until(async () => (await store.listStatus(ENVIRONMENT))[0]?.appliedRevision === 2);
  await call(`${url}/shop`);
  expect(upstream.requests.at(-1)?.url).toBe("/second");
  await store.close();
});

test("settings that are not valid end it with a message per mistake", async () => {
  const child = spawn(process.execPath, ["gateway/main.ts"], {
    env: { NODE_ENV: "production", GATEWAY_PORT: "x" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  children.push(child);
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  expect(await exitOf(child)).toBe(1);
  expect(text).toMatch(/GATEWAY_PORT is not a number/);
  expect(text).toMatch(/STORE_URL is not set/);
});
