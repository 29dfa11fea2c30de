import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { FallbackPolicy } from "#lib/fallback/schema";
import type { DocumentBody } from "#lib/routing/schema";
import { routeBody, TestGateway } from "../gateway/test-gateway.ts";

/*
 * The gateway as a program to be measured: everything on, its documents in a store in memory.
 * `gateway-process.ts <port> <routes> <policies, JSON>`; route n is under `/api-<n>` and has policy n, over and over.
 */
const [port, routes, fallback] = process.argv.slice(2) as [string, string, string];
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
