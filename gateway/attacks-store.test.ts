import { afterEach, beforeEach, expect, test } from "vitest";
import type { DocumentBody } from "#lib/routing/schema";
import { loadSigningKey, newSigningKeys, signDocument } from "#lib/signing";
import { VALUE_MAX_BYTES } from "#lib/store";
import { Bench } from "./test-sockets.ts";
import { call, http, policy, routeBody, type TestGateway } from "./test-gateway.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

/* Whoever can write to the store, or even sign, and means harm: the good documents beside it are taken, the bad one is named. */

let bench: Bench;
let gateway: TestGateway;
let upstream: TestUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  gateway = bench.gateway;
  upstream = await bench.upstream(answers(200, "good"));
  await gateway.publishApi("shop", policy([http("a", upstream.url)]));
});

afterEach(() => bench.stop());

const KEY = "routes/shop/v1";
const good = (slug = "shop") => routeBody(slug, policy([http("a", upstream.url)]));
const next = () => gateway.revision + 1;
const rejects = async () => (await gateway.store.listStatus("production"))[0]?.rejects ?? [];
const changed = (change: object) => ({ ...good(), ...change }) as unknown as DocumentBody;
const signed = (body: DocumentBody, revision = next()) => gateway.sign(KEY, body, revision);
const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

const POISON: Record<string, () => string> = {
  "no signature": () => signed(good()).replace(/"signature":"[^"]*"/, '"signature":""'),
  "another's signature": () =>
    JSON.stringify(
      signDocument(
        { key: KEY, storeRevision: next(), body: good() },
        loadSigningKey(newSigningKeys().privateKey),
      ),
    ),
  "the right signature for another environment": () => signed(changed({ environment: "sandbox" })),
  "the right signature for another key": () => gateway.sign("routes/other/v1", good("other"), next()),
  "an older revision": () => signed(good(), 0.5 as number),
  "the same revision once more": () => signed(changed({ revision: 2 }), 1),
  "a revision beyond 2^53": () => signed(good(), 2 ** 53),
  "half of a surrogate pair": () => signed(good()).replace('"name":"shop"', String.raw`"name":"\ud800"`),
  "a deep nest where a name should be": () =>
    signed(good()).replace('"name":"shop"', `"name":${nested(50_000)}`),
  "a deep nest of keys": () => `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`,
  "a prototype in the body": () =>
    signed(good()).replace('{"kind":"route"', '{"__proto__":{"x":1},"kind":"route"'),
  "a prototype in the envelope": () =>
    signed(good()).replace('{"schema"', '{"__proto__":{"body":1},"schema"'),
  "a second body behind the first": () =>
    `${signed(good()).slice(0, -1)},"body":${JSON.stringify(changed({ revision: 7 }))}}`,
  "a string as long as the store takes": () =>
    signed(good()).replace('"name":"shop"', `"name":"${"x".repeat(VALUE_MAX_BYTES - 2_000)}"`),
  "a host in another script": () =>
    signed(changed({ match: [{ ...good().match[0], hosts: ["sһop.example"] }] })),
  "a prefix with a full-width slash": () =>
    signed(changed({ match: [{ ...good().match[0], pathPrefix: "/a／b" }] })),
  "a prefix that climbs": () =>
    signed(changed({ match: [{ ...good().match[0], pathPrefix: "/a/%2e%2e/b" }] })),
  "a header that is two": () =>
    signed(
      routeBody("shop", policy([http("a", upstream.url, { rewrite: { setHeaders: { x: "a\r\nb: c" } } })])),
    ),
  "a method that is two": () => signed(changed({ match: [{ ...good().match[0], methods: ["GET\r\nX"] }] })),
  "an address with a password": () => signed(routeBody("shop", policy([http("a", "http://a:b@127.0.0.1/")]))),
  "an address that is no web address": () =>
    signed(routeBody("shop", policy([http("a", "file:///etc/passwd")]))),
  "a status beyond all": () =>
    signed(routeBody("shop", policy([{ id: "s", kind: "static", status: 2 ** 53, body: "" }] as never))),
  "a deadline of a year": () =>
    signed(routeBody("shop", policy([http("a", upstream.url)], { budget: { deadlineMs: 3e10 } }))),
  "ten thousand targets": () =>
    signed(routeBody("shop", policy(Array.from({ length: 5_000 }, (_, n) => http(`t${n}`, "http://a"))))),
  nothing: () => "",
  "a number": () => "1",
  null: () => "null",
};

test.each(Object.entries(POISON))("%s is refused alone", async (_name, poison) => {
  const value = poison();
  const revision = next();
  await gateway.put([
    { key: KEY, value },
    { key: "routes/beside/v1", value: gateway.sign("routes/beside/v1", good("beside"), revision) },
  ]);
  await gateway.applied();
  expect((await rejects()).map(({ key }) => key)).toEqual([KEY]);
  expect((await rejects())[0]?.reason).toMatch(/^[^\n]{5,500}$/);
  expect(await call(`${gateway.url}/shop`)).toMatchObject({ status: 200, body: "good" });
  expect(await call(`${gateway.url}/beside`)).toMatchObject({ status: 200, body: "good" });
  await gateway.publish({ [KEY]: good() });
  expect(await rejects()).toEqual([]);
});

test("keys that nobody publishes under are left alone, also odd ones", async () => {
  const value = signed(good());
  const odd = [
    "routes/__proto__/v1",
    "routes/constructor/v1",
    "routes/../shop/v1",
    "settings/egress/x",
    "other",
    "routes/",
  ];
  await gateway.put(odd.map((key) => ({ key, value })));
  await gateway.applied();
  expect((await rejects()).map(({ key }) => key).toSorted()).toEqual(
    odd.filter((key) => key.startsWith("routes/")).toSorted(),
  );
  expect(await call(`${gateway.url}/shop`)).toMatchObject({ status: 200, body: "good" });
});

test("names of APIs that are also names of JavaScript's own are served like any other", async () => {
  for (const slug of ["constructor", "__proto__", "tostring"]) {
    await gateway.publish({ [`routes/${slug}/v1`]: good(slug) });
    expect([slug, await rejects()]).toEqual([slug, []]);
    expect([slug, (await call(`${gateway.url}/${slug}`)).body]).toEqual([slug, "good"]);
  }
});

test("two documents that claim one address: the same one answers, whatever came last", async () => {
  const claim = (slug: string) =>
    routeBody(slug, policy([{ id: "s", kind: "static", status: 200, body: slug }]), {
      pathPrefix: "/claimed",
    });
  await gateway.publish({ "routes/b-second/v1": claim("b-second") });
  await gateway.publish({ "routes/a-first/v1": claim("a-first") });
  expect((await call(`${gateway.url}/claimed`)).body).toBe("a-first");
  await gateway.publish({ "routes/b-second/v1": { ...claim("b-second"), revision: 2 } });
  expect((await call(`${gateway.url}/claimed`)).body).toBe("a-first");
});

test("expressions that run away are nowhere in a document's checks: long odd strings are judged at once", async () => {
  const long = `${"a-".repeat(120)}!`;
  for (const match of [
    { hosts: [long] },
    { pathPrefix: `/${"%41".repeat(170)}%` },
    { hosts: [`${"a.".repeat(126)}-`] },
  ]) {
    await gateway.put([{ key: KEY, value: signed(changed({ match: [{ ...good().match[0], ...match }] })) }]);
    await gateway.applied();
    expect(await rejects()).toHaveLength(1);
  }
});

test("hundreds of refused documents of a megabyte leave nothing behind", async () => {
  const heapOf = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  const text = `{"x":"${"x".repeat(VALUE_MAX_BYTES - 100)}"}`;
  const before = heapOf();
  for (let n = 0; n < 300; n++) {
    await gateway.put([{ key: `routes/bad-${n % 150}/v1`, value: text }]);
  }
  await gateway.applied();
  const found = await rejects();
  expect(found).toHaveLength(100);
  expect(JSON.stringify(found).length).toBeLessThan(100_000);
  // The store in memory holds one text for all of them.
  expect(heapOf() - before).toBeLessThan(200 * 1024 * 1024);
});
