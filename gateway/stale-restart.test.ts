import { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import pino from "pino";
import { newSealingKey } from "#lib/signing";
import { StaleCollector } from "./stale-collector.ts";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, TestGateway, until } from "./test-gateway.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

let bench: Bench;
let upstream: TestUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await bench.upstream(answers(200, "secret answer", { "content-type": "text/plain" }));
});

afterEach(() => bench.stop());

const folder = () => join(bench.gateway.snapshotDir, "stale");

async function files(): Promise<string[]> {
  const names = await readdir(folder(), { recursive: true }).catch(() => []);
  return names.filter((name) => name.includes("/")).map((name) => join(folder(), name));
}

/** Each start has another port; clients say the same name. */
const HOST = { host: "shop.example" };

async function publish(
  maxStaleMs = 600_000,
  isolateBy: "public" | "authorization" = "public",
): Promise<void> {
  await bench.gateway.publishApi(
    "shop",
    policy([
      http("a", upstream.url, { health: { passive: { failures: 1000 } } }),
      { id: "stale", kind: "stale", maxStaleMs, isolateBy, maxEntryBytes: 10_000 },
      { id: "sorry", kind: "static", status: 503 },
    ]),
  );
}

async function restart(): Promise<void> {
  await bench.gateway.gateway.drain();
  await bench.gateway.start();
}

const ask = (path = "", headers: Record<string, string> = {}) =>
  call(`${bench.url}/shop${path}`, { headers: { ...HOST, ...headers } });

test("a last good answer outlives the process, and goes on growing old", async () => {
  upstream.behaviour = answers(200, "secret answer", { age: "40" });
  await publish();
  expect((await ask("/orders?page=2")).status).toBe(200);
  upstream.behaviour = answers(503, "down");
  await restart();
  const stale = await ask("/orders?page=2");
  expect(stale).toMatchObject({ status: 200, body: "secret answer" });
  expect(stale.headers["x-fallback-stale"]).toBe("true");
  expect(Number(stale.headers["age"])).toBeGreaterThanOrEqual(40);
  expect((await ask("/orders?page=3")).status).toBe(503);
});

test("an age that no number can tell is the longest there is, also for the next process", async () => {
  upstream.behaviour = answers(200, "secret answer", { age: "9".repeat(400) });
  await publish();
  expect((await ask("/orders")).status).toBe(200);
  upstream.behaviour = answers(503, "down");
  for (let process = 1; process <= 2; process++) {
    expect((await ask("/orders")).headers).toMatchObject({ age: "2147483648", "x-fallback-stale": "true" });
    await restart();
  }
});

test("it is on disk within seconds, for whoever comes after a gateway that was killed", async () => {
  await publish();
  await ask("/orders");
  await until(async () => (await files()).length === 1);
  upstream.behaviour = answers(503, "down");
  // The first one runs on and is told nothing: to the next it might as well have been killed.
  const next = new TestGateway({ keys: bench.gateway.keyring(), node: "next" }, bench.gateway.backend);
  next.snapshotDir = bench.gateway.snapshotDir;
  await next.start();
  expect((await call(`${next.url}/shop/orders`, { headers: HOST })).body).toBe("secret answer");
  await next.gateway.drain();
});

test("what is on disk shows neither answers nor paths nor who asked", async () => {
  await publish(600_000, "authorization");
  await ask("/of-a-person", { authorization: "Bearer alice" });
  await bench.gateway.gateway.drain();
  const [file, ...others] = await files();
  expect(others).toEqual([]);
  const text = `${file} ${await readFile(file ?? "", "latin1")}`;
  for (const told of ["secret answer", "of-a-person", "alice", "text/plain", "shop"])
    expect(text).not.toContain(told);
  expect((await stat(file ?? "")).mode & 0o777).toBe(0o600);
  upstream.behaviour = answers(503, "down");
  await bench.gateway.start();
  expect((await ask("/of-a-person", { authorization: "Bearer alice" })).body).toBe("secret answer");
  expect((await ask("/of-a-person", { authorization: "Bearer bob" })).status).toBe(503);
});

test("a damaged file is dropped alone, and one under another name is nobody's", async () => {
  await publish();
  for (const path of ["/a", "/b", "/c"]) await ask(path);
  await bench.gateway.gateway.drain();
  const [first = "", second = ""] = await files();
  const bytes = await readFile(first);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await writeFile(first, bytes);
  await writeFile(second, (await readFile(second)).subarray(0, 30));
  upstream.behaviour = answers(503, "down");
  await bench.gateway.start();
  const statuses = await Promise.all(["/a", "/b", "/c"].map(async (path) => (await ask(path)).status));
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  await until(async () => (await files()).length === 1);
});

test("an answer that forbids storing is never on disk", async () => {
  upstream.behaviour = answers(200, "secret answer", { "cache-control": "no-store" });
  await publish();
  await ask();
  await restart();
  expect(await files()).toEqual([]);
});

test("answers are opened while the sealing key is rotated, and not after it", async () => {
  await publish();
  await ask("/old");
  await bench.gateway.gateway.drain();
  upstream.behaviour = answers(503, "down");
  const next = newSealingKey();
  const with_ = async (sealingKeys: string[]) => {
    const keys = bench.gateway.keyring(sealingKeys);
    const other = new TestGateway({ keys }, bench.gateway.backend);
    other.snapshotDir = bench.gateway.snapshotDir;
    return other.start();
  };
  const during = await with_([next, bench.gateway.sealingKey]);
  expect((await call(`${during.url}/shop/old`, { headers: HOST })).body).toBe("secret answer");
  await during.gateway.drain();
  const after = await with_([next]);
  await until(async () => (await call(`${after.url}/shop/old`, { headers: HOST })).status === 503);
  await after.gateway.drain();
  await bench.gateway.start();
});

test("expired answers are removed, and the bound is kept by what expires first", async () => {
  await publish();
  for (let i = 0; i < 6; i++) await ask(`/${i}`);
  await bench.gateway.gateway.drain();
  const all = await files();
  expect(all).toHaveLength(6);
  const now = Date.now() / 1000;
  const [expired = "", ...living] = all;
  await utimes(expired, now - 10, now - 10);
  for (const [index, file] of living.entries()) await utimes(file, now + 100 + index, now + 100 + index);
  const collector = new StaleCollector({
    folder: folder(),
    maxBytes: 4 * 4096,
    log: pino({ level: "silent" }),
  });
  await collector.collect();
  expect((await files()).toSorted()).toEqual(living.slice(2).toSorted());
  await collector.stop();
  await bench.gateway.start();
});
