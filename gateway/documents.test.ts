import { createHash, createHmac } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Target } from "#lib/fallback/schema";
import type { DocumentBody } from "#lib/routing/schema";
import { loadSigningKey, newSigningKeys, signDocument } from "#lib/signing";
import type { KeyTexts } from "./keyring.ts";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, routeBody, TestGateway, until } from "./test-gateway.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

let bench: Bench;
let gateway: TestGateway;
let upstream: TestUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  gateway = bench.gateway;
  upstream = await bench.upstream(answers(200, "good"));
});

afterEach(() => bench.stop());

const KEY = "routes/shop/v1";
const good = () => routeBody("shop", policy([http("a", upstream.url)]));
const status = async () => (await gateway.store.listStatus("production"))[0];
const ready = async (of = gateway) => (await call(`${of.adminUrl}/readyz`)).status;

test("a published document is in force when its receipt is there", async () => {
  await until(async () => (await ready()) === 200);
  expect((await call(`${gateway.url}/shop`)).status).toBe(404);
  await gateway.publishApi("shop", policy([http("a", upstream.url)]));
  expect(await call(`${gateway.url}/shop`)).toMatchObject({ status: 200, body: "good" });
  expect(await status()).toMatchObject({ node: "test", appliedRevision: 1, routes: 1, rejects: [] });
});

test("a bad document is refused alone and with its reason, and the last good one stays", async () => {
  await gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const next = () => gateway.revision + 1;
  const stranger = loadSigningKey(newSigningKeys().privateKey);
  const foreign = (body: DocumentBody) =>
    JSON.stringify(signDocument({ key: KEY, storeRevision: next(), body }, stranger));
  const unknownField = { ...good(), fallback: { ...good().fallback, surprise: 1 } } as DocumentBody;
  const ai = { id: "b", kind: "ai", provider: "x", model: "m" } as const;
  const api = {
    id: "b",
    kind: "api",
    apiId: "other",
    version: "v1",
    entry: "full_policy",
  } as unknown as Target;
  const cases: [() => string, RegExp][] = [
    [() => "{ not json", /not JSON/],
    [() => foreign(good()), /signature/],
    [() => gateway.sign("routes/other/v1", good(), next()), /signature/],
    [() => gateway.sign(KEY, good(), next()).replace('"tier":1', '"tier":2'), /digest/],
    [() => gateway.sign(KEY, unknownField, next()), /body/],
    [() => gateway.sign(KEY, routeBody("other", good().fallback), next()), /belongs at routes\/other\/v1/],
    [() => gateway.sign(KEY, { ...good(), environment: "sandbox" }, next()), /environment sandbox/],
    [() => gateway.sign(KEY, routeBody("shop", policy([ai])), next()), /not supported/],
    [() => gateway.sign(KEY, routeBody("shop", policy([api])), next()), /body/],
    [() => gateway.sign(KEY, good(), 1).replace('"tier":1', '"tier":1 '), /not newer/],
  ];
  for (const [value, reason] of cases) {
    await gateway.put([
      { key: KEY, value: value() },
      {
        key: "routes/beside/v1",
        value: gateway.sign("routes/beside/v1", routeBody("beside", good().fallback), next()),
      },
    ]);
    await gateway.applied();
    const [reject] = (await status())?.rejects ?? [];
    expect(reject?.key).toBe(KEY);
    expect(reject?.reason).toMatch(reason);
    expect(await call(`${gateway.url}/shop`)).toMatchObject({ status: 200, body: "good" });
    expect(await call(`${gateway.url}/beside`)).toMatchObject({ status: 200 });
  }
  await gateway.publish({ [KEY]: good() });
  expect((await status())?.rejects).toEqual([]);
});

test("an older document never comes back, not even signed", async () => {
  const old = gateway.sign(KEY, good(), 1);
  await gateway.put([{ key: KEY, value: old }]);
  await gateway.publishApi("shop", policy([{ id: "s", kind: "static", status: 200, body: "newer" }]));
  await gateway.put([{ key: KEY, value: old }]);
  await gateway.applied();
  expect(await call(`${gateway.url}/shop`)).toMatchObject({ body: "newer" });
  expect((await status())?.rejects[0]?.reason).toMatch(/not newer/);
});

test("a route goes by a tombstone, and only by that", async () => {
  await gateway.publishApi("shop", policy([http("a", upstream.url)]));
  gateway.backend.wipe("production");
  await until(async () => (await status())?.drift !== undefined);
  expect(await call(`${gateway.url}/shop`)).toMatchObject({ status: 200 });
  expect((await status())?.appliedRevision).toBe(1);
  const { api, version } = good();
  const tombstone: DocumentBody = {
    kind: "tombstone",
    environment: "production",
    api: { id: api.id, slug: api.slug },
    version,
    publicationId: "pub_2",
  };
  await gateway.store.commit("production", {
    expectedRevision: 0,
    storeRevision: 2,
    puts: [{ key: KEY, value: gateway.sign(KEY, tombstone, 2) }],
  });
  await gateway.applied(2);
  expect((await call(`${gateway.url}/shop`)).status).toBe(404);
});

test("entries at odd keys are refused by their names, unknown keys are ignored", async () => {
  await gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const entry = JSON.stringify({ schema: "understudy/document/v1", storeRevision: 9, body: good() });
  await gateway.put([
    { key: "routes/new/v1", value: entry },
    { key: "routes/../shop/v1", value: "null" },
    { key: "settings/egress", value: "{}" },
    { key: "whatever/else", value: "\u0000" },
  ]);
  await gateway.applied();
  const keys = (await status())?.rejects.map(({ key }) => key).sort();
  expect(keys).toEqual(["routes/../shop/v1", "routes/new/v1", "settings/egress"]);
  expect(await call(`${gateway.url}/shop`)).toMatchObject({ status: 200, body: "good" });
});

test("another text under a revision in force is noticed at a restart, and forgotten when the store is right again", async () => {
  await gateway.publishApi("shop", policy([http("a", upstream.url)]));
  const own = gateway.sign(KEY, good(), 1);
  const rewrite = (value: string) => {
    gateway.backend.wipe("production");
    const puts = [{ key: KEY, value }];
    return gateway.store.commit("production", { expectedRevision: 0, storeRevision: 1, puts });
  };
  await gateway.gateway.drain();
  await rewrite(own.replace('"tier":1', '"tier":2'));
  await gateway.start();
  await until(async () => (await status())?.rejects.length === 1);
  expect((await status())?.rejects[0]).toMatchObject({ key: KEY, storeRevision: 1 });
  expect((await status())?.rejects[0]?.reason).toMatch(/digest/);
  expect(await call(`${gateway.url}/shop`)).toMatchObject({ status: 200, body: "good" });
  await rewrite(own);
  gateway.gateway.keysExchanged({} as KeyTexts);
  await until(async () => (await status())?.rejects.length === 0);
  expect(await call(`${gateway.url}/shop`)).toMatchObject({ status: 200, body: "good" });
});

test("it is ready only with documents: a damaged snapshot is refused and waits for the store", async () => {
  await gateway.publishApi("shop", policy([http("a", upstream.url)]));
  await gateway.gateway.drain();
  const path = join(gateway.snapshotDir, "documents.snapshot");
  const text = await readFile(path, "utf8");
  for (const damaged of [
    text.replace('"tier":1', '"tier":2').replace('tier\\":1', 'tier\\":2'),
    text.slice(0, -80),
    "",
    "\n",
  ]) {
    await writeFile(path, damaged);
    gateway.backend.outage();
    await gateway.start();
    expect(await ready()).toBe(503);
    expect((await call(`${gateway.url}/shop`)).status).toBe(503);
    expect((await call(`${gateway.adminUrl}/healthz`)).status).toBe(200);
    gateway.backend.recover();
    await until(async () => (await ready()) === 200);
    expect(await call(`${gateway.url}/shop`)).toMatchObject({ status: 200 });
    await gateway.gateway.drain();
  }
  await gateway.start();
});

test("a snapshot that somebody else sealed is verified document by document", async () => {
  const thief = await bench.upstream(answers(200, "stolen"));
  await gateway.publishApi("shop", policy([http("a", upstream.url)]));
  await gateway.publish({ "routes/beside/v1": routeBody("beside", good().fallback) });
  await gateway.gateway.drain();
  const path = join(gateway.snapshotDir, "documents.snapshot");
  const lines = (await readFile(path, "utf8")).split("\n").slice(0, -2);
  const altered = lines.map((line) =>
    line.includes('"slug":"shop"') ? line.replace(upstream.url, thief.url) : line,
  );
  expect(altered).not.toEqual(lines);
  const content = altered.map((line) => `${line}\n`).join("");
  const sum = createHash("sha256").update(content).digest("hex");
  const foreign = createHmac("sha256", Buffer.alloc(32)).update(sum).digest("hex");
  for (const last of [sum, `${sum} ${foreign}`, `${sum} `]) {
    await writeFile(path, `${content}${last}\n`);
    gateway.backend.outage();
    await gateway.start();
    expect((await call(`${gateway.url}/shop`)).status).toBe(404);
    expect(await call(`${gateway.url}/beside`)).toMatchObject({ status: 200, body: "good" });
    expect(thief.hits).toBe(0);
    gateway.backend.recover();
    await until(async () => (await call(`${gateway.url}/shop`)).body === "good");
    await gateway.gateway.drain();
  }
  await gateway.start();
});

test("a restored route is published anew, and goes by its tombstone, before and after its first request", async () => {
  const restart = async () => {
    await gateway.gateway.drain();
    await gateway.start();
  };
  const static200 = (body: string) => policy([{ id: "s", kind: "static", status: 200, body }]);
  await gateway.publishApi("shop", static200("one"));
  await restart();
  await gateway.publishApi("shop", static200("two"));
  expect((await call(`${gateway.url}/shop`)).body).toBe("two");
  await restart();
  expect((await call(`${gateway.url}/shop`)).body).toBe("two");
  await gateway.publishApi("shop", static200("three"));
  expect((await call(`${gateway.url}/shop`)).body).toBe("three");
  await restart();
  const { api, version } = good();
  const gone: DocumentBody = {
    kind: "tombstone",
    environment: "production",
    api: { id: api.id, slug: api.slug },
    version,
    publicationId: "pub_2",
  };
  await gateway.publish({ [KEY]: gone });
  expect((await call(`${gateway.url}/shop`)).status).toBe(404);
  await restart();
  expect((await call(`${gateway.url}/shop`)).status).toBe(404);
});

test("a restored route that can no longer be prepared is refused at its first request, alone", async () => {
  const target = http("a", upstream.url, {
    auth: { secretRef: "env:KEY", in: "header", name: "authorization" },
  });
  await gateway.publishApi("shop", policy([target]));
  await gateway.publish({ "routes/beside/v1": routeBody("beside", good().fallback) });
  await gateway.gateway.drain();
  gateway.backend.outage();
  const poorer = new TestGateway(
    {
      snapshotDir: gateway.snapshotDir,
      keys: gateway.keyring(),
      secret: () => {
        throw new Error("the secret env:KEY is not set on this gateway");
      },
    },
    gateway.backend,
  );
  await poorer.start();
  expect(await call(`${poorer.url}/shop`)).toMatchObject({ status: 503 });
  expect(await call(`${poorer.url}/beside`)).toMatchObject({ status: 200, body: "good" });
  const metrics = (await call(`${poorer.adminUrl}/metrics`)).body;
  expect(metrics).toContain("understudy_gateway_rejected_documents 1");
  await poorer.stop();
  gateway.backend.recover();
});

test("a thousand publishes under load fail no request, and target states survive them", async () => {
  const chain = [http("a", upstream.url), http("b", upstream.url)];
  await gateway.publishApi("shop", policy(chain));
  let failed = 0;
  let served = 0;
  let stop = false;
  const load = Array.from({ length: 4 }, async () => {
    while (!stop) {
      const reply = await call(`${gateway.url}/shop`).catch(() => undefined);
      if (reply?.status === 200) served++;
      else failed++;
    }
  });
  for (let i = 0; i < 1000; i++) {
    const revision = gateway.revision + 1;
    const body = {
      ...routeBody("shop", policy(chain, { budget: { deadlineMs: 10_000 + i } })),
      revision: i + 1,
    };
    await gateway.put([{ key: KEY, value: gateway.sign(KEY, body, revision) }]);
  }
  await gateway.applied();
  stop = true;
  await Promise.all(load);
  expect(failed).toBe(0);
  expect(served).toBeGreaterThan(0);
});
