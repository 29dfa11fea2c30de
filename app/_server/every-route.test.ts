import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import type { Actor } from "#lib/access";
import { ensureDefaults } from "#lib/catalogue";
import { makePublishable, makeTeam, makeUser, testDatabase } from "#lib/testing";
import { everyRoute, PORTAL, send, type EveryRoute } from "./test-requests.ts";

const seam = vi.hoisted(() => ({ instance: {} as object, session: undefined as Actor | undefined }));
vi.mock("server-only", () => ({}));
vi.mock("./session.ts", () => ({ sessionActor: () => Promise.resolve(seam.session) }));
vi.mock("./instance.ts", () => ({ instance: () => seam.instance }));

const database = await testDatabase();
const { db, ctx } = database;
const log = { info: () => {}, warn: () => {}, error: () => {}, child: () => log };
seam.instance = { config: { portalUrl: PORTAL }, db, log, sealingKey: randomBytes(32) };
await ensureDefaults(ctx());
const hidden = await makePublishable(database);
await db.api.update({ where: { slug: hidden.at.slug }, data: { visibility: "private" } });
const own = await makeTeam(db);
const stranger = await makeUser(db, { teams: { [own.id]: "owner" } });

const routes = await everyRoute();
const isChange = ({ method, handler }: EveryRoute) => method !== "GET" && handler.contract.access !== "read";
const asks = (...actors: string[]) =>
  routes.filter(({ handler }) => actors.includes(handler.contract.actor ?? "user"));

beforeEach(() => {
  seam.session = undefined;
});

test("these routes let in whoever asks, and no other does", () => {
  expect(routes.length).toBeGreaterThan(150);
  expect(asks("none").map(({ name }) => name)).toEqual(["GET /openapi.json", "POST /session/link"]);
  expect(asks("gateway").map(({ name }) => name)).toEqual(["POST /telemetry"]);
});

describe("without a session", () => {
  test.each(asks("user", "session"))(
    "$name answers 401, as a problem that says how to get in",
    async (route) => {
      const { status, headers, json } = await send(route);
      expect([status, json["code"]]).toEqual([401, "unauthenticated"]);
      expect(headers.get("content-type")).toBe("application/problem+json");
      expect(headers.get("www-authenticate")).toMatch(/^Bearer/);
      expect(headers.get("cache-control")).toBe("no-store");
    },
  );
});

describe("from a page of another site, with the cookie of somebody signed in", () => {
  test.each(asks("user", "session").filter(isChange))("$name is refused (CSRF)", async (route) => {
    seam.session = stranger;
    for (const headers of [
      { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
      { "sec-fetch-site": "same-site", origin: "https://sibling.example.com" },
      { origin: "null" },
      {},
    ]) {
      const { status, json } = await send(route, { headers });
      expect([status, json["code"]]).toEqual([403, "forbidden"]);
    }
  });
});

const SOURCE = { kind: "text", text: "openapi: 3.1.0" };
const ETAG = { etag: 1 };
const LATER = "2099-01-01T00:00:00Z";
const VERSION = "/apis/{slug}/versions/{version}";
/** What a request that is in order carries; only that it may not be made is wrong with it. */
const BODIES: Record<string, unknown> = {
  "PATCH /apis/{slug}": { name: "Taken over" },
  "PUT /apis/{slug}/default-version": { version: null },
  "POST /apis/{slug}/versions": { source: SOURCE, version: "v2" },
  "POST /apis/{slug}/waivers": { rule: "rule_x", reason: "Because", until: LATER },
  [`PUT ${VERSION}/access`]: { ...ETAG, access: null },
  [`PUT ${VERSION}/document`]: { ...ETAG, source: SOURCE },
  [`POST ${VERSION}/document/judgement`]: { source: SOURCE },
  [`PUT ${VERSION}/draft`]: {
    ...ETAG,
    routes: [{ hosts: [], pathPrefix: "/x", methods: [], stripPrefix: true }],
    policy: { apiVersion: "fallback/v1", id: "default", chain: [{ id: "primary", kind: "http" }] },
    bindings: {},
  },
  [`POST ${VERSION}/draft/restore`]: { ...ETAG, revision: 1 },
  [`POST ${VERSION}/lifecycle/acknowledgements`]: { application: "shop" },
  [`POST ${VERSION}/lifecycle/transitions`]: { ...ETAG, action: "retire" },
  [`POST ${VERSION}/orders`]: { ...ETAG, action: "release_pin", environment: "production", reason: "So" },
  [`POST ${VERSION}/plans`]: { name: "Gold", approval: "automatic" },
  [`PATCH ${VERSION}/plans/{id}`]: { ...ETAG, name: "Gold" },
  [`POST ${VERSION}/preview`]: { environment: "production" },
  [`POST ${VERSION}/publications`]: { action: "publish", environment: "production", note: "", draftEtag: 1 },
  [`POST ${VERSION}/reviews`]: { environments: ["production"], summary: "All of it", draftEtag: 1 },
  [`POST ${VERSION}/tries`]: {
    environment: "production",
    method: "GET",
    path: "/items",
    query: "",
    headers: [],
    body: null,
  },
};
const QUERY: Record<string, string> = {
  environment: "production",
  version: "v1",
  sunsetAt: LATER,
  ref: "#/x",
};

/** The query parameters a route cannot do without. */
function queryFor({ name, handler }: EveryRoute): Record<string, string> {
  if (name.endsWith("/revisions/compare")) return { from: "1", to: "2" };
  if (/\/compare(?:\/text)?$/.test(name)) return { from: "draft", to: "revision:1" };
  if (!handler.contract.query) return {};
  const { required = [] } = z.toJSONSchema(handler.contract.query, { io: "input", unrepresentable: "any" });
  return Object.fromEntries(required.map((key) => [key, QUERY[key] ?? key]));
}

describe("another team's private API, by its slug and guessed ids", () => {
  const about = routes.filter(({ path }) => path.startsWith("/apis/{slug}"));

  test("has routes that this looks at", () => {
    expect(about.length).toBeGreaterThan(50);
  });

  test.each(about)("$name says what it says of one that does not exist: 404", async (route) => {
    seam.session = stranger;
    const asked = (slug: string) =>
      send(route, {
        params: { ...PARAMS, slug },
        query: queryFor(route),
        ...(route.handler.contract.body ? { body: BODIES[route.name] ?? {} } : {}),
      });
    const [there, absent] = [await asked(hidden.at.slug), await asked("no-such-api")];
    expect([there.status, there.json["code"], there.json["detail"]]).toEqual([
      404,
      "not_found",
      expect.any(String),
    ]);
    const told = ({ json }: typeof there, slug: string) => String(json["detail"]).replaceAll(slug, "…");
    expect(told(there, hidden.at.slug)).toBe(told(absent, "no-such-api"));
  });
});

const PARAMS: Record<string, string> = {
  version: "v1",
  id: "pln_00000000000000000000000000",
  key: "get-items",
};
