import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterEach, beforeEach, expect, test } from "vitest";
import { consumerOf, credentialOf } from "./client-credential.ts";
import { applicationBody, closedRoute, keyOf, published, subscriptionTo } from "./test-access.ts";
import { call, http, policy } from "./test-gateway.ts";
import { http2Call, http2Session } from "./test-http2.ts";
import { Bench } from "./test-sockets.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

/* To whom a last good answer of a version that asks who calls is given: never to another end user. */

const ISSUER = "https://id.example";
const { privateKey, publicKey } = await generateKeyPair("RS256");
const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256" }] };

let bench: Bench;
let upstream: TestUpstream;
let issuer: TestUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await bench.upstream(answers(200, "good"));
  issuer = await bench.upstream(answers(200, JSON.stringify(jwks)));
  await bench.gateway.publishApi("open", policy([http("a", upstream.url)]));
});

afterEach(() => bench.stop());

/** Publishes the version and two keys of one application, one of another. */
async function publish(isolateBy: "consumer" | "authorization", access: object = {}) {
  const kept = { id: "kept", kind: "stale", isolateBy, maxStaleMs: 60_000, maxEntryBytes: 1000 };
  const primary = http("a", upstream.url, { health: { passive: { failures: 1000 } } });
  const chain = [primary, kept as never, { id: "sorry", kind: "static", status: 503 } as const];
  const keys = [keyOf("web"), keyOf("web", { keyId: "key_next" }), keyOf("mobile")];
  const clients = [{ issuer: ISSUER, clientId: "web-client" }];
  await bench.gateway.publish({
    "routes/shop/v1": closedRoute("shop", policy(chain), access),
    ...published(
      applicationBody("web", [subscriptionTo("shop")], { clients }),
      applicationBody("mobile", [subscriptionTo("shop", { id: "sub_mobile" })]),
    ),
    ...Object.assign({}, ...keys.map(({ documents }) => documents)),
  });
  const [key = "", next = "", other = ""] = keys.map((made) => made.key);
  return { key, next, other };
}

const ask = async (headers: Record<string, string>) => (await call(`${bench.url}/shop`, { headers })).status;
const down = () => (upstream.behaviour = answers(503, "down"));

const token = (user: string) =>
  new SignJWT({ azp: "web-client", sub: user, jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: "RS256", kid: "k1" })
    .setIssuer(ISSUER)
    .setAudience("orders")
    .setExpirationTime("5m")
    .sign(privateKey);
const jwtOf = (forwardToken: boolean) => ({
  key: undefined,
  jwt: { issuer: ISSUER, jwksUrl: `${issuer.url}/keys`, audience: ["orders"], forwardToken },
});
const bearer = async (user: string) => ({ authorization: `Bearer ${await token(user)}` });

test("an application that has changed its key gets what was kept for it, another does not", async () => {
  const { key, next, other } = await publish("consumer");
  expect(await ask({ "x-api-key": key })).toBe(200);
  down();
  expect(await ask({ "x-api-key": next })).toBe(200);
  expect(await ask({ authorization: `Bearer ${next}` })).toBe(200);
  expect(await ask({ "x-api-key": other })).toBe(503);
});

test.each([
  ["authorization", "Bearer of-alice", "Bearer of-bob"],
  ["authorization", "Basic YWxpY2U6MQ==", "Basic Ym9iOjE="],
  ["cookie", "session=alice", "session=bob"],
])("what targets get in %s (%s) still says whose the answer is", async (name, alice, bob) => {
  const { key, next } = await publish("consumer");
  const session = await http2Session(bench.url);
  const over2 = async (value: string) =>
    (
      await http2Call(session, {
        ":path": "/shop",
        ":authority": new URL(bench.url).host,
        "x-api-key": key,
        [name]: value,
      })
    ).status;
  expect(await ask({ "x-api-key": key, [name]: alice })).toBe(200);
  down();
  expect(await ask({ "x-api-key": next, [name]: alice })).toBe(200);
  expect(await ask({ "x-api-key": key, [name]: bob })).toBe(503);
  expect(await ask({ "x-api-key": key })).toBe(503);
  expect(await over2(alice)).toBe(200);
  expect(await over2(bob)).toBe(503);
  session.close();
});

test("X-Api-Key is a target's own where keys stand in another header", async () => {
  const { key, next } = await publish("consumer", { key: { header: "x-shop-key" } });
  expect(await ask({ "x-shop-key": key, "x-api-key": "alice" })).toBe(200);
  down();
  expect(await ask({ "x-shop-key": next, "x-api-key": "alice" })).toBe(200);
  expect(await ask({ "x-shop-key": next, "x-api-key": "bob" })).toBe(503);
});

test("a token that ends here may be a new one, one that is passed on may not", async () => {
  await publish("consumer", jwtOf(false));
  expect(await ask(await bearer("alice"))).toBe(200);
  expect(upstream.header(0, "authorization")).toBeUndefined();
  down();
  expect(await ask(await bearer("alice"))).toBe(200);
  upstream.behaviour = answers(200, "good");
  await publish("consumer", jwtOf(true));
  const alices = await bearer("alice");
  expect(await ask(alices)).toBe(200);
  down();
  expect(await ask(alices)).toBe(200);
  expect(await ask(await bearer("bob"))).toBe(503);
});

test("isolated by authorization, an answer stays with the key it was asked for with", async () => {
  const { key, next } = await publish("authorization");
  expect(await ask({ "x-api-key": key })).toBe(200);
  down();
  expect(await ask({ "x-api-key": key })).toBe(200);
  expect(await ask({ "x-api-key": next })).toBe(503);
});

test("whoever calls without a key is told apart by all that was sent, and is no application", async () => {
  const { key } = await publish("consumer", { anonymous: true });
  expect(await ask({ cookie: "session=alice" })).toBe(200);
  expect(await ask({ "x-api-key": key })).toBe(200);
  down();
  expect(await ask({ cookie: "session=alice" })).toBe(200);
  expect(await ask({ cookie: "session=bob" })).toBe(503);
  expect(await ask({})).toBe(503);
});

test("no text that a client sends is that of an application", () => {
  const sending = (authorization: string, application?: string) => ({
    header: (name: string) => (name === "authorization" ? authorization : undefined),
    isPassedOn: () => true,
    ...(application === undefined ? {} : { application }),
  });
  const ofWeb = consumerOf(sending("", "app_web"));
  expect(ofWeb).not.toBe(consumerOf(sending("", "app_mobile")));
  for (const text of ["app_web", ofWeb, ofWeb.slice(0, -1)]) {
    expect(consumerOf(sending(text))).toBe(credentialOf(sending(text)));
    expect(consumerOf(sending(text))).not.toBe(ofWeb);
    expect(consumerOf(sending(text, "app_mobile"))).not.toBe(ofWeb);
  }
});
