import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { keySha256 } from "#lib/credentials";
import { credentialKey } from "#lib/routing";
import { applicationBody, closedRoute, keyOf, published, subscriptionTo } from "./test-access.ts";
import { call, http, policy, type Reply, type TestGateway } from "./test-gateway.ts";
import { Bench } from "./test-sockets.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

let bench: Bench;
let gateway: TestGateway;
let upstream: TestUpstream;
let key: string;

const route = (more = {}) => closedRoute("shop", policy([http("a", upstream.url)]), more);
const get = (headers = {}, path = "/shop/orders") => call(`${bench.url}${path}`, { headers });
const detailOf = (reply: Reply) => (JSON.parse(reply.body) as { detail: string }).detail;

beforeEach(async () => {
  bench = await new Bench().start();
  gateway = bench.gateway;
  upstream = await bench.upstream(answers(200, "orders"));
  await gateway.publishApi("open", policy([http("a", upstream.url)]));
  const made = keyOf("web");
  key = made.key;
  await gateway.publish({
    "routes/shop/v1": route(),
    ...published(applicationBody("web", [subscriptionTo("shop")])),
    ...made.documents,
  });
});

afterEach(() => bench.stop());

describe("a version that takes keys", () => {
  test("lets a subscribed application's key in, by both headers, and tells nothing of it upstream", async () => {
    expect(await get({ authorization: `Bearer ${key}` })).toMatchObject({ status: 200, body: "orders" });
    expect(await get({ "x-api-key": key })).toMatchObject({ status: 200 });
    expect(await get({ "x-api-key": key, authorization: `bearer ${key}` })).toMatchObject({ status: 200 });
    expect(await get({ "x-api-key": key, authorization: "Basic dTpw" })).toMatchObject({ status: 200 });
    expect(upstream.requests).toHaveLength(4);
    expect(JSON.stringify(upstream.requests)).not.toContain("usk_");
    expect(upstream.header(3, "authorization")).toBe("Basic dTpw");
  });

  test("says how to get in to who brings nothing", async () => {
    const reply = await get();
    expect(reply).toMatchObject({
      status: 401,
      headers: { "www-authenticate": 'Bearer realm="shop v1"', "content-type": "application/problem+json" },
    });
    expect(detailOf(reply)).toBe(
      "shop v1 is not open to everyone. Send a key of a subscribed application in Authorization: Bearer or x-api-key.",
    );
    expect(upstream.hits).toBe(0);
  });

  test("takes keys in the header it names, and in no other", async () => {
    await gateway.publish({ "routes/shop/v1": route({ key: { header: "x-shop-key" } }) });
    expect(await get({ "x-shop-key": key })).toMatchObject({ status: 200 });
    expect(await get({ "x-api-key": key })).toMatchObject({ status: 401 });
  });

  test("asks the application and the subscription that stand now", async () => {
    const to = async (state: "pending" | "active" | "suspended" | "rejected" | "ended") => {
      await gateway.publish(published(applicationBody("web", [subscriptionTo("shop", { state })])));
      const reply = await get({ "x-api-key": key });
      return [reply.status, reply.status === 200 ? "" : detailOf(reply)];
    };
    expect(await to("pending")).toEqual([403, expect.stringContaining("approval")]);
    expect(await to("active")).toEqual([200, ""]);
    expect(await to("suspended")).toEqual([403, expect.stringContaining("suspended")]);
    expect(await to("rejected")).toEqual([403, expect.stringContaining("rejected")]);
    expect(await to("ended")).toEqual([403, expect.stringContaining("Subscribe again")]);
    await gateway.publish(published(applicationBody("web", [subscriptionTo("other")])));
    expect(detailOf(await get({ "x-api-key": key }))).toContain("not subscribed to shop v1");
    const again = [subscriptionTo("shop", { state: "ended" }), subscriptionTo("shop", { id: "sub_2" })];
    await gateway.publish(published(applicationBody("web", again)));
    expect(await get({ "x-api-key": key })).toMatchObject({ status: 200 });
    await gateway.publish(published(applicationBody("web", again, { state: "suspended" })));
    expect(detailOf(await get({ "x-api-key": key }))).toContain("is suspended");
    await gateway.publish(published(applicationBody("web", again, { state: "removed" })));
    expect(detailOf(await get({ "x-api-key": key }))).toContain("is gone");
  });

  test("takes a credential that came before its application", async () => {
    const early = keyOf("late");
    await gateway.publish(early.documents);
    expect(await get({ "x-api-key": early.key })).toMatchObject({ status: 403 });
    await gateway.publish(published(applicationBody("late", [subscriptionTo("shop", { id: "sub_late" })])));
    expect(await get({ "x-api-key": early.key })).toMatchObject({ status: 200 });
  });

  test("lets nobody in with a key of one version who calls another", async () => {
    const made = keyOf("web", { versionId: "ver_other" });
    await gateway.publish(made.documents);
    expect(detailOf(await get({ "x-api-key": made.key }))).toContain("another version");
    const fitting = keyOf("web", { versionId: "ver_shop" });
    await gateway.publish(fitting.documents);
    expect(await get({ "x-api-key": fitting.key })).toMatchObject({ status: 200 });
  });

  test("lets everybody in where it is open, but nobody with a bad key", async () => {
    await gateway.publish({ "routes/shop/v1": route({ anonymous: true }) });
    expect(await get()).toMatchObject({ status: 200 });
    expect(await get({ authorization: "Bearer of-the-target" })).toMatchObject({ status: 200 });
    expect(upstream.header(1, "authorization")).toBe("Bearer of-the-target");
    expect(await get({ "x-api-key": `${key.slice(0, -1)}!` })).toMatchObject({ status: 401 });
  });

  test("is asked again after a restart from the snapshot, without a store", async () => {
    await gateway.gateway.drain();
    await gateway.start();
    expect(await get({ "x-api-key": key })).toMatchObject({ status: 200 });
    expect(await get()).toMatchObject({ status: 401 });
  });
});

test("an open version passes credentials that are the target's, and no key", async () => {
  await get({ authorization: "Bearer of-the-target", "x-api-key": "theirs" }, "/open");
  await get({ authorization: `Bearer ${key}`, "x-api-key": key }, "/open");
  expect(upstream.header(0, "authorization")).toBe("Bearer of-the-target");
  expect(upstream.header(0, "x-api-key")).toBe("theirs");
  expect(upstream.header(1, "authorization")).toBeUndefined();
  expect(upstream.header(1, "x-api-key")).toBeUndefined();
});

describe("plans", () => {
  const limited = (more: object) =>
    gateway.publish(published(applicationBody("web", [subscriptionTo("shop", more)])));

  test("limit the rate exactly, say what is left, and when to come again", async () => {
    await limited({ rateLimit: { requests: 1, windowMs: 3_600_000, burst: 5 } });
    const first = await get({ "x-api-key": key });
    expect(first.headers).toMatchObject({
      "ratelimit-policy": '"rate";q=5;w=18000',
      ratelimit: '"rate";r=4;t=14400',
    });
    const others = await Promise.all(Array.from({ length: 20 }, () => get({ "x-api-key": key })));
    expect(others.filter(({ status }) => status === 200)).toHaveLength(4);
    const refused = others.find(({ status }) => status === 429);
    expect(refused?.headers).toMatchObject({ "retry-after": "3600", ratelimit: '"rate";r=0;t=3600' });
    expect(JSON.parse(refused?.body ?? "")).toMatchObject({ code: "rate_limited", status: 429 });
    expect(upstream.hits).toBe(5);
  });

  test("keep what was used when they are changed", async () => {
    await limited({ quota: { requests: 3, per: "month" } });
    for (let i = 0; i < 3; i++) expect(await get({ "x-api-key": key })).toMatchObject({ status: 200 });
    expect(detailOf(await get({ "x-api-key": key }))).toContain("quota of 3 requests per month");
    await limited({ quota: { requests: 4, per: "month" } });
    expect((await get({ "x-api-key": key })).headers["ratelimit"]).toMatch(/^"quota";r=0;t=\d+$/);
    expect(await get({ "x-api-key": key })).toMatchObject({ status: 429 });
  });

  test("count each subscription for itself, whatever key is used", async () => {
    const second = keyOf("web", { keyId: "key_2" });
    await gateway.publish({
      ...second.documents,
      ...published(
        applicationBody("web", [subscriptionTo("shop", { rateLimit: { requests: 2, windowMs: 3_600_000 } })]),
      ),
    });
    expect(await get({ "x-api-key": key })).toMatchObject({ status: 200 });
    expect(await get({ "x-api-key": second.key })).toMatchObject({ status: 200 });
    expect(await get({ "x-api-key": second.key })).toMatchObject({ status: 429 });
  });
});

test("a revoked key is refused on the next request after its document is in force", async () => {
  expect(await get({ "x-api-key": key })).toMatchObject({ status: 200 });
  const body = keyOf("web", { state: "revoked" }).documents;
  await gateway.publish({ [credentialKey(keySha256(key))]: Object.values(body)[0] as never });
  expect(detailOf(await get({ "x-api-key": key }))).toContain("was revoked");
});

describe("a key in use", () => {
  test("is refused from its expiry on", async () => {
    const made = keyOf("web", { notAfterMs: Date.now() + 700 });
    await gateway.publish(made.documents);
    expect(await get({ "x-api-key": made.key })).toMatchObject({ status: 200 });
    await vi.waitFor(async () => {
      expect(detailOf(await get({ "x-api-key": made.key }))).toContain("has expired");
    }, 5_000);
    expect(await get({ "x-api-key": key })).toMatchObject({ status: 200 });
  });

  test("is refused once the version takes no keys any more", async () => {
    const bearer = { authorization: `Bearer ${key}` };
    expect(await get(bearer)).toMatchObject({ status: 200 });
    const { access, ...body } = route();
    const { key: _, ...rest } = access as NonNullable<typeof access>;
    const issuer = "https://id.example";
    const jwt = { issuer, audience: ["shop"], jwksUrl: `${issuer}/keys`, forwardToken: true };
    await gateway.publish({ "routes/shop/v1": { ...body, access: { ...rest, jwt } } });
    expect(detailOf(await get(bearer))).toContain("takes no keys");
  });

  test("takes from the plan of the version that is called, whichever was called before", async () => {
    const rateLimit = { requests: 2, windowMs: 3_600_000 };
    const subscriptions = ["shop", "other"].map((slug) => subscriptionTo(slug, { rateLimit }));
    await gateway.publish({
      "routes/other/v1": closedRoute("other", policy([http("a", upstream.url)])),
      ...published(applicationBody("web", subscriptions)),
    });
    const statuses: number[] = [];
    for (let i = 0; i < 6; i++)
      statuses.push((await get({ "x-api-key": key }, i % 2 === 0 ? "/shop" : "/other")).status);
    expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
  });
});

describe("the size of a request's body", () => {
  test("is limited, declared or not", async () => {
    await gateway.publish({ "routes/shop/v1": route({ anonymous: true, requestMaxBytes: 1_000 }) });
    const post = (bytes: number, headers = {}) =>
      call(`${bench.url}/shop`, { method: "POST", body: "x".repeat(bytes), headers });
    expect(await post(1_000)).toMatchObject({ status: 200 });
    expect(await post(1_001)).toMatchObject({ status: 413 });
    const chunked = { "transfer-encoding": "chunked" };
    expect(await post(1_000, chunked)).toMatchObject({ status: 200 });
    const refused = await post(200_000, chunked);
    expect(refused).toMatchObject({ status: 413, headers: { connection: "close" } });
    expect(detailOf(refused)).toContain("1000 bytes");
    expect(upstream.requests.filter(({ body }) => body.length > 1_000)).toEqual([]);
  });
});
