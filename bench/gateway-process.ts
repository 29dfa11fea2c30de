import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { FallbackPolicy } from "#lib/fallback/schema";
import { keySha256 } from "#lib/credentials";
import { credentialKey } from "#lib/routing";
import type { DocumentBody } from "#lib/routing/schema";
import { applicationBody, closedRoute, published, subscriptionTo } from "../gateway/test-access.ts";
import { routeBody, TestGateway } from "../gateway/test-gateway.ts";

/*
 * The gateway as a program to be measured: everything on, its documents in a store in memory.
 * `gateway-process.ts <port> <routes> <policies, JSON> [key]`; route n is under `/api-<n>` and has policy n, over and over.
 * With a key the route in the middle is open to that alone, within limits that nobody reaches.
 */
const [port, routes, fallback, apiKey] = process.argv.slice(2) as [string, string, string, string?];
const policies = JSON.parse(fallback) as FallbackPolicy[];

/** Takes the reports, as the portal would. */
const ingest = createServer((request, response) => {
  request.resume().on("end", () => response.writeHead(202, { "Content-Length": 2 }).end("{}"));
});
await new Promise<void>((resolve) => ingest.listen(0, "127.0.0.1", resolve));
const ingestUrl = `http://127.0.0.1:${(ingest.address() as AddressInfo).port}`;

const telemetry = { url: ingestUrl, token: "bench" };
const gateway = await new TestGateway({ port: Number(port), telemetry }).start();
const documents: Record<string, DocumentBody> = {
  "settings/egress": {
    kind: "egress",
    environment: "production",
    allow: [],
    deny: [],
    privateTargets: true,
  },
};
for (let n = 0; n < Number(routes); n++) documents[`routes/api-${n}/v1`] = routeBody(`api-${n}`, policyOf(n));
if (apiKey !== undefined) {
  const slug = `api-${Number(routes) / 2}`;
  const limits = {
    rateLimit: { requests: 1_000_000, windowMs: 1_000 },
    quota: { requests: 1_000_000_000, per: "month" as const },
  };
  documents[`routes/${slug}/v1`] = closedRoute(slug, policyOf(Number(routes) / 2));
  Object.assign(documents, published(applicationBody("bench", [subscriptionTo(slug, limits)])));
  documents[credentialKey(keySha256(apiKey))] = {
    kind: "credential",
    environment: "production",
    keyId: "key_bench",
    applicationId: "app_bench",
    state: "active",
  };
}
// It is ready when the last route answers, so nobody waits for a receipt here.
await gateway.put(
  Object.entries(documents).map(([key, body]) => ({
    key,
    value: gateway.sign(key, body, gateway.revision + 1),
  })),
);
process.on("SIGTERM", () => void gateway.stop().then(() => process.exit()));

function policyOf(n: number): FallbackPolicy {
  return { ...(policies[n % policies.length] as FallbackPolicy), id: `api-${n}` };
}
