import { describe, expect, it } from "vitest";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { compileRoute, RouteBody, routeKey, tombstone, TombstoneBody, type RouteSource } from "./index.ts";

const policy: UnboundPolicy = {
  apiVersion: "fallback/v1",
  id: "orders",
  chain: [
    { id: "primary", kind: "http" },
    { id: "sorry", kind: "static", status: 503 },
  ],
};
const source: RouteSource = {
  environment: "production",
  api: { id: "api_1", slug: "orders", name: "Orders", tier: 1 },
  version: { id: "ver_1", name: "v1" },
  revision: 3,
  publicationId: "pub_1",
  routes: [{ hosts: [], pathPrefix: "/orders", methods: [], stripPrefix: true }],
  policy,
  find: () => undefined,
  bindings: { primary: { endpoints: [{ url: "https://orders.example" }] } },
};

describe("compileRoute", () => {
  it("makes a body that gateways can read", () => {
    const compiled = compileRoute(source);
    expect(compiled).toMatchObject({
      ok: true,
      body: {
        kind: "route",
        revision: 3,
        fallback: { chain: [{ id: "primary", endpoints: [{ url: "https://orders.example" }] }, {}] },
      },
    });
    const body = compiled.ok ? compiled.body : undefined;
    expect(RouteBody.parse(body)).toEqual(body);
  });

  it("gives the same body for the same source", () => {
    expect(compileRoute(source)).toEqual(compileRoute({ ...source, policy: structuredClone(policy) }));
  });

  it("reports every finding, not the first", () => {
    const compiled = compileRoute({
      ...source,
      policy: { ...policy, chain: [...policy.chain, { id: "primary", kind: "http" }] },
      bindings: {},
    });
    const findings = compiled.ok ? [] : compiled.findings;
    const codes = new Set(findings.map((finding) => finding.code));
    expect(codes.size).toBeGreaterThan(1);
    expect(findings.some((finding) => finding.path[0] === "bindings")).toBe(true);
    const named = findings.map((finding) => JSON.stringify([finding.code, finding.path]));
    expect(new Set(named).size).toBe(named.length);
  });

  it("judges the addresses that are there where one is missing", () => {
    const chain = ["primary", "backup", "late"].map((id) => ({ id, kind: "http" as const }));
    const bindings = { ...source.bindings, backup: { endpoints: [{ url: "http://backup.example" }] } };
    const compiled = compileRoute({ ...source, policy: { ...policy, chain }, bindings });
    expect(compiled.ok ? [] : compiled.findings.map(({ code }) => code)).toEqual([
      "missing-binding",
      "plain-http-fallback",
    ]);
  });

  it("refuses what a gateway would not read, at the field", () => {
    const compiled = compileRoute({
      ...source,
      routes: [{ hosts: [], pathPrefix: "orders", methods: [], stripPrefix: true }],
    });
    expect(compiled).toMatchObject({
      ok: false,
      findings: [{ code: "schema", path: ["routes", 0, "pathPrefix"] }],
    });
  });
});

describe("tombstone", () => {
  it("names what goes, at the route's own key", () => {
    const { environment, version, publicationId } = source;
    const body = tombstone({ environment, api: { id: "api_1", slug: "orders" }, version, publicationId });
    expect(TombstoneBody.parse(body)).toEqual(body);
    expect(routeKey("orders", "v1")).toBe("routes/orders/v1");
  });
});
