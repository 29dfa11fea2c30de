import { lookup as dnsLookup } from "node:dns";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from "jose";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EgressPolicy } from "#lib/egress";
import { applicationBody, closedRoute, published, subscriptionTo } from "./test-access.ts";
import { guardedFetchJson } from "./fetch-json.ts";
import { call, http, policy, type TestGateway } from "./test-gateway.ts";
import { Bench } from "./test-sockets.ts";
import { answers, hangs, type TestUpstream } from "./test-upstream.ts";
import { Tokens } from "./tokens.ts";

/* Tokens that are not good, and issuers that mean harm. */

const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
const stranger = await generateKeyPair("RS256");
const spki = await exportSPKI(publicKey);
const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256" }] };
const ISSUER = "https://id.example";

let bench: Bench;
let gateway: TestGateway;
let upstream: TestUpstream;
let issuer: TestUpstream;

const jwtOf = (jwksUrl: string, more = {}) => ({
  issuer: ISSUER,
  jwksUrl,
  audience: ["orders"],
  forwardToken: false,
  ...more,
});
const claims = (more: JWTPayload = {}): JWTPayload => ({ azp: "web-client", ...more });
const unsigned = (payload: JWTPayload) =>
  new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: "k1" }).setIssuedAt();
const good = (payload = claims()) =>
  unsigned(payload).setIssuer(ISSUER).setAudience("orders").setExpirationTime("5m");
const signed = (token = good()) => token.sign(privateKey);
const get = (token: string) => call(`${bench.url}/shop`, { headers: { authorization: `Bearer ${token}` } });

async function publish(jwt: object): Promise<void> {
  const route = closedRoute("shop", policy([http("a", upstream.url)]), { jwt: jwt as never });
  await gateway.publish({ "routes/shop/v1": route });
}

beforeEach(async () => {
  bench = await new Bench().start();
  gateway = bench.gateway;
  upstream = await bench.upstream(answers(200, "inside"));
  issuer = await bench.upstream(answers(200, JSON.stringify(jwks)));
  await gateway.publishApi("open", policy([http("a", upstream.url)]));
  await gateway.publish(
    published(
      applicationBody("web", [subscriptionTo("shop")], {
        clients: [{ issuer: ISSUER, clientId: "web-client" }],
      }),
    ),
  );
  await publish(jwtOf(`${issuer.url}/keys`));
});

afterEach(() => bench.stop());

describe("a good token", () => {
  test("names its application by azp, client_id or the application's own id; the target does not get it", async () => {
    expect(await get(await signed())).toMatchObject({ status: 200, body: "inside" });
    expect(await get(await signed(good({ client_id: "web-client" })))).toMatchObject({ status: 200 });
    expect(await get(await signed(good({ azp: "app_web" })))).toMatchObject({ status: 200 });
    expect(upstream.header(0, "authorization")).toBeUndefined();
    expect(issuer.hits).toBe(1);
  });

  test("is passed on where the version says so", async () => {
    await publish(jwtOf(`${issuer.url}/keys`, { forwardToken: true }));
    const token = await signed();
    expect(await get(token)).toMatchObject({ status: 200 });
    expect(upstream.header(0, "authorization")).toBe(`Bearer ${token}`);
  });

  test("still counts while the issuer is away", async () => {
    expect(await get(await signed())).toMatchObject({ status: 200 });
    await issuer.stop();
    expect(await get(await signed(good(claims({ sub: "another" }))))).toMatchObject({ status: 200 });
  });

  test("with a new key is taken as soon as the issuer publishes it, and made-up keys do not make it ask again", async () => {
    const next = await generateKeyPair("ES256", { extractable: true });
    const withNext = () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: "ES256", kid: "k2" })
        .setIssuer(ISSUER)
        .setAudience("orders")
        .setExpirationTime("5m")
        .sign(next.privateKey);
    issuer.behaviour = answers(
      200,
      JSON.stringify({ keys: [...jwks.keys, { ...(await exportJWK(next.publicKey)), kid: "k2" }] }),
    );
    expect(await get(await withNext())).toMatchObject({ status: 200 });
    const before = issuer.hits;
    for (let i = 0; i < 5; i++) {
      const madeUp = await new SignJWT(claims())
        .setProtectedHeader({ alg: "RS256", kid: `made-up-${i}` })
        .setIssuer(ISSUER)
        .setAudience("orders")
        .setExpirationTime("5m")
        .sign(stranger.privateKey);
      expect(await get(madeUp)).toMatchObject({ status: 401 });
    }
    expect(issuer.hits - before).toBeLessThanOrEqual(1);
  });
});

const minutes = (count: number) => Math.floor(Date.now() / 1000) + count * 60;

const BAD: Record<string, () => Promise<string> | string> = {
  "alg none": () =>
    new UnsecuredJWT(claims()).setIssuer(ISSUER).setAudience("orders").setExpirationTime("5m").encode(),
  "HS256 with the public key as its secret": () =>
    new SignJWT(claims())
      .setProtectedHeader({ alg: "HS256", kid: "k1" })
      .setIssuer(ISSUER)
      .setAudience("orders")
      .setExpirationTime("5m")
      .sign(new TextEncoder().encode(spki)),
  "another's signature under the right key id": () => good().sign(stranger.privateKey),
  "another issuer": () =>
    signed(
      unsigned(claims()).setIssuer("https://evil.example").setAudience("orders").setExpirationTime("5m"),
    ),
  "an issuer that begins like the right one": () =>
    signed(
      unsigned(claims()).setIssuer(`${ISSUER}.evil.example`).setAudience("orders").setExpirationTime("5m"),
    ),
  "another audience": () =>
    signed(unsigned(claims()).setIssuer(ISSUER).setAudience("payments").setExpirationTime("5m")),
  "no audience": () => signed(unsigned(claims()).setIssuer(ISSUER).setExpirationTime("5m")),
  "an expiry that has passed": () => signed(good().setExpirationTime(minutes(-2))),
  "no expiry": () => signed(unsigned(claims()).setIssuer(ISSUER).setAudience("orders")),
  "a start that has not come": () => signed(good().setNotBefore(minutes(5))),
  "no client": () => signed(good({})),
  "a client that is no text": () => signed(good({ azp: ["web-client"] as unknown as string })),
  "a changed payload": async () => {
    const [head, , signature] = (await signed()).split(".");
    const payload = { ...claims({ azp: "app_web" }), iss: ISSUER, aud: "orders", exp: minutes(5) };
    return `${head}.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.${signature}`;
  },
  "a critical header that nobody knows": () =>
    new SignJWT(claims())
      .setProtectedHeader({ alg: "RS256", kid: "k1", crit: ["x"], x: true })
      .setIssuer(ISSUER)
      .setAudience("orders")
      .setExpirationTime("5m")
      .sign(privateKey, { crit: { x: true } }),
  "its own key in its header": async () =>
    new SignJWT(claims())
      .setProtectedHeader({ alg: "RS256", jwk: (await exportJWK(stranger.publicKey)) as never })
      .setIssuer(ISSUER)
      .setAudience("orders")
      .setExpirationTime("5m")
      .sign(stranger.privateKey),
  "a huge token": () => signed(good(claims({ pad: "x".repeat(14_000) }))),
  "no token at all": () => "a.b.c",
  "one part": () => "abc",
};

test.each(Object.entries(BAD))("%s gets nobody in", async (name, make) => {
  const reply = await get(await make());
  expect([name, reply.status]).toEqual([name, 401]);
  expect(reply.headers["www-authenticate"]).toContain('error="invalid_token"');
  expect(upstream.hits).toBe(0);
});

test("a good token of a client that no application names is told so", async () => {
  const reply = await get(await signed(good({ azp: "somebody" })));
  expect(reply.status).toBe(403);
  expect(reply.body).toContain("no application is known");
});

test("a client of the same name at another issuer is another client", async () => {
  await gateway.publish(
    published(
      applicationBody("web", [subscriptionTo("shop")], {
        clients: [{ issuer: "https://other.example", clientId: "web-client" }],
      }),
    ),
  );
  expect(await get(await signed())).toMatchObject({ status: 403 });
});

describe("an issuer's keys that cannot be had", () => {
  test.each([
    ["it hangs", () => hangs],
    ["they are huge", () => answers(200, JSON.stringify({ keys: [], pad: "x".repeat(400_000) }))],
    ["they are no JSON", () => answers(200, "<html>")],
    ["they are no keys", () => answers(200, '{"keys":{}}')],
    ["it redirects", () => answers(302, "", { location: `${issuer.url}/else` })],
    ["it fails", () => answers(500, "{}")],
  ])("%s: 503 with when to come again, and no answer of the target", async (_name, behaviour) => {
    const url = issuer.url;
    issuer.behaviour = behaviour();
    await publish(jwtOf(`${url}/others`));
    const reply = await get(await signed());
    expect(reply).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect(issuer.requests.every(({ url: asked }) => asked === "/others")).toBe(true);
    expect(upstream.hits).toBe(0);
  });

  test("symmetric ones among them are no keys", async () => {
    const k = Buffer.from("secret-secret-secret-secret-secret").toString("base64url");
    issuer.behaviour = answers(200, JSON.stringify({ keys: [{ kty: "oct", k, kid: "k1", alg: "HS256" }] }));
    await publish(jwtOf(`${issuer.url}/oct`));
    expect(await get(await signed())).toMatchObject({ status: 401 });
  });
});

describe("keys at an internal address", () => {
  const noPrivate: EgressPolicy = { allow: [], deny: [], privateTargets: false };
  const settings = (jwksUrl: string) => jwtOf(jwksUrl);
  const statusOf = async (fetch: ReturnType<typeof guardedFetchJson>, jwksUrl: string) => {
    const tokens = new Tokens({ fetch, clock: { now: () => Date.now() }, log: pino({ level: "silent" }) });
    const verdict = await tokens.verify(await signed(), settings(jwksUrl));
    await fetch.close();
    return verdict.ok ? 200 : verdict.refusal.status;
  };

  test.each([
    "http://127.0.0.1",
    "http://[::1]",
    "http://localhost",
    "http://[::ffff:127.0.0.1]",
    "http://0.0.0.0",
  ])("%s is not asked", async (origin) => {
    const fetch = guardedFetchJson({ policy: () => noPrivate, purpose: "target" });
    expect(await statusOf(fetch, `${origin}:${issuer.port}/keys`)).toBe(503);
    expect(issuer.hits).toBe(0);
  });

  test("the cloud's metadata address is not asked, even where private targets are allowed", async () => {
    const policyOf = () => ({ ...noPrivate, privateTargets: true });
    const fetch = guardedFetchJson({ policy: policyOf, purpose: "target" });
    await expect(fetch.get("http://169.254.169.254/keys")).rejects.toThrow();
    await fetch.close();
  });

  test("a name that leads there when it is resolved for the connection is not asked", async () => {
    const seen: string[] = [];
    const fetch = guardedFetchJson({
      policy: () => noPrivate,
      purpose: "target",
      resolve: (host, _options, done) => {
        seen.push(host);
        done(null, [{ address: "127.0.0.1", family: 4 }]);
      },
    });
    expect(await statusOf(fetch, `http://keys.example:${issuer.port}/keys`)).toBe(503);
    expect(seen).toEqual(["keys.example"]);
    expect(issuer.hits).toBe(0);
  });

  test("a redirect there is not followed", async () => {
    const target = createServer((_request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${issuer.port}/keys` }).end();
    });
    await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
    const { port } = target.address() as AddressInfo;
    // The first host is allowed by name, the second is not.
    const fetch = guardedFetchJson({
      policy: () => ({ allow: ["redirecting.example"], deny: [], privateTargets: true }),
      purpose: "target",
      resolve: (host, options, done) =>
        host === "redirecting.example"
          ? done(null, [{ address: "127.0.0.1", family: 4 }])
          : dnsLookup(host, { ...options, all: true }, done),
    });
    expect(await statusOf(fetch, `http://redirecting.example:${port}/keys`)).toBe(503);
    expect(issuer.hits).toBe(0);
    target.closeAllConnections();
    await new Promise((resolve) => target.close(resolve));
  });
});
