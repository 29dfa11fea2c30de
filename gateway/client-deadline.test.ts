import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterEach, beforeEach, expect, test } from "vitest";
import { applicationBody, closedRoute, published, subscriptionTo } from "./test-access.ts";
import { call, http, policy } from "./test-gateway.ts";
import { Bench } from "./test-sockets.ts";
import { answers, type TestUpstream } from "./test-upstream.ts";

/* A client's deadline while something has to be waited for before its request is let in. */

const ISSUER = "https://id.example";
const ISSUER_MS = 400;
const { privateKey, publicKey } = await generateKeyPair("RS256");
const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256" }] };

let bench: Bench;
let upstream: TestUpstream;

beforeEach(async () => {
  bench = await new Bench().start();
  upstream = await bench.upstream(answers(200, "good"));
  const issuer = await bench.upstream((_request, response) => {
    setTimeout(() => response.end(JSON.stringify(jwks)), ISSUER_MS);
  });
  const jwt = { issuer: ISSUER, jwksUrl: `${issuer.url}/keys`, audience: ["orders"], forwardToken: false };
  const clients = [{ issuer: ISSUER, clientId: "web-client" }];
  const more = { exposure: { clientHeaders: true } };
  await bench.gateway.publishApi("open", policy([http("a", upstream.url)]));
  await bench.gateway.publish({
    "routes/shop/v1": closedRoute("shop", policy([http("a", upstream.url)], more), { jwt }),
    ...published(applicationBody("web", [subscriptionTo("shop")], { clients })),
  });
});

afterEach(() => bench.stop());

async function ask(deadlineMs: number) {
  const token = await new SignJWT({ azp: "web-client" })
    .setProtectedHeader({ alg: "RS256", kid: "k1" })
    .setIssuer(ISSUER)
    .setAudience("orders")
    .setExpirationTime("5m")
    .sign(privateKey);
  const headers = { authorization: `Bearer ${token}`, "x-request-deadline-ms": String(deadlineMs) };
  return call(`${bench.url}/shop`, { headers });
}

test("what its token's keys took is taken from it, and targets are told what is left", async () => {
  expect(await ask(5_000)).toMatchObject({ status: 200 });
  expect(Number(upstream.header(0, "x-request-deadline-ms"))).toBeLessThanOrEqual(5_000 - ISSUER_MS + 5);
});

test("the request ends with it, without a target where nothing of it is left", async () => {
  expect(await ask(ISSUER_MS / 2)).toMatchObject({
    status: 503,
    headers: { "x-fallback-reason": "deadline", "x-fallback-attempts": "0" },
  });
  expect(upstream.hits).toBe(0);
});
