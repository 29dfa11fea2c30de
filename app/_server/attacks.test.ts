import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Actor } from "#lib/access";
import { ensureDefaults } from "#lib/catalogue";
import { createApplication, createKey, createPlan } from "#lib/consumers";
import { newId } from "#lib/ids";
import { makePublishable, makeTeam, makeUser, testDatabase } from "#lib/testing";
import { everyRoute, PORTAL, send, type Answer, type Sent } from "./test-requests.ts";

const seam = vi.hoisted(() => ({ instance: {} as object, session: undefined as Actor | undefined }));
vi.mock("server-only", () => ({}));
vi.mock("./session.ts", () => ({ sessionActor: () => Promise.resolve(seam.session) }));
vi.mock("./instance.ts", () => ({ instance: () => seam.instance }));

const database = await testDatabase();
const { db, ctx } = database;
const log = { info: () => {}, warn: () => {}, error: () => {}, child: () => log };
seam.instance = { config: { portalUrl: PORTAL }, db, log, sealingKey: randomBytes(32) };
await ensureDefaults(ctx());
const routes = new Map((await everyRoute()).map((route) => [route.name, route]));

/** Asks a route by its name, as whoever `seam.session` is. */
async function ask(name: string, sent: Sent = {}): Promise<Answer> {
  const route = routes.get(name);
  if (!route) throw new Error(`There is no route ${name}.`);
  return send(route, sent);
}

const { at, teamId, ...provider } = await makePublishable(database);
await db.api.update({ where: { slug: at.slug }, data: { visibility: "private", name: `Hidden ${at.slug}` } });
const plan = await createPlan(provider.ctx, at, {
  name: "Gold",
  description: "",
  rate: null,
  quota: null,
  approval: "automatic",
});
const team = await makeTeam(db);
const stranger = await makeUser(db, { teams: { [team.id]: "owner" } });
const application = await createApplication(ctx(stranger), {
  team: team.slug,
  slug: `own-${newId("x").slice(-8)}`,
  name: "Own",
  description: "",
});
const admin = await makeUser(db, { role: "admin" });

beforeEach(() => {
  seam.session = stranger;
});

const same = ({ status, json }: Answer, slug: string) => [
  status,
  json["code"],
  String(json["detail"]).replaceAll(slug, "…"),
];

describe("another team's private API", () => {
  test.each([
    ["GET /apis", { q: at.slug, facets: "true" }],
    ["GET /search", { q: at.slug }],
    ["GET /facets/{facet}", {}],
    ["GET /governance/waivers", { api: at.slug }],
    ["GET /governance/scores/apis", { q: at.slug }],
    ["GET /governance/scores/apis/csv", {}],
    ["GET /incidents", { api: at.slug }],
    ["GET /reviews", { api: at.slug }],
    ["GET /transfers", {}],
    ["GET /subscription-requests", { q: at.slug }],
  ])("is not in %s", async (name, query) => {
    const { status, text } = await ask(name, { query, params: { facet: "team" } });
    expect(status).toBe(200);
    expect(text).not.toContain(at.slug);
    expect(text).not.toContain(teamId);
  });

  test("cannot be subscribed to, whatever is known of it", async () => {
    const subscribing = (api: string) =>
      ask("POST /applications/{slug}/subscriptions", {
        params: { slug: application.slug },
        body: { api, version: at.version, environment: "production", plan: plan.id, purpose: "to see" },
      });
    const [there, absent] = [await subscribing(at.slug), await subscribing("no-such-api")];
    expect(there).toMatchObject({ status: 404, json: { code: "not_found" } });
    expect(same(there, at.slug)).toEqual(same(absent, "no-such-api"));
    expect(await db.subscription.count()).toBe(0);
  });
});

describe("another team's application, by its slug and its keys' ids", () => {
  test.each([
    ["GET /applications/{slug}", undefined],
    ["PATCH /applications/{slug}", { name: "Taken over" }],
    ["DELETE /applications/{slug}", undefined],
    ["GET /applications/{slug}/keys", undefined],
    ["POST /applications/{slug}/keys", { environment: "production", name: "mine", expiresInDays: 1 }],
    ["GET /applications/{slug}/keys/{id}", undefined],
    ["POST /applications/{slug}/keys/{id}/revocation", undefined],
    ["POST /applications/{slug}/keys/{id}/rotation", { overlapHours: 1 }],
    ["GET /applications/{slug}/subscriptions", undefined],
    ["GET /applications/{slug}/usage", undefined],
    ["GET /applications/{slug}/usage/csv", undefined],
  ])("%s is 404", async (name, body) => {
    const { key } = await createKey(ctx(stranger), application, {
      environment: "production",
      name: newId("k"),
      expiresInDays: 1,
    });
    seam.session = await makeUser(db, { teams: { [(await makeTeam(db)).id]: "owner" } });
    const asking = (slug: string) =>
      ask(name, { params: { slug, id: key.id }, ...(body === undefined ? {} : { body }) });
    const [there, absent] = [await asking(application.slug), await asking("no-such-app")];
    expect(there).toMatchObject({ status: 404, json: { code: "not_found" } });
    expect(same(there, application.slug)).toEqual(same(absent, "no-such-app"));
    const { revokedAt } = await db.applicationKey.findUniqueOrThrow({ where: { id: key.id } });
    expect(revokedAt).toBeNull();
  });
});

describe("fields that are nobody's to send (mass assignment)", () => {
  const source = {
    kind: "text",
    text: JSON.stringify({ openapi: "3.1.0", info: { title: "M", version: "1" }, paths: {} }),
  };
  test.each<[string, Sent & { body: object }, Record<string, string>]>([
    [
      "POST /apis",
      { body: { source, slug: "massive", team: team.slug, tier: 3, visibility: "public" } },
      { createdById: "usr_1" },
    ],
    ["PATCH /apis/{slug}", { params: { slug: at.slug }, body: { name: "Massive" } }, { teamId: team.id }],
    [
      "POST /applications",
      { body: { team: team.slug, slug: "massive", name: "Massive" } },
      { id: "app_massive" },
    ],
    [
      "PATCH /applications/{slug}",
      { params: { slug: application.slug }, body: { name: "Massive" } },
      { teamId: teamId },
    ],
    [
      "POST /applications/{slug}/keys",
      { params: { slug: application.slug }, body: { environment: "production", name: "massive" } },
      { hash: "0".repeat(64) },
    ],
    [
      "POST /account/tokens",
      { body: { name: "massive", scopes: ["people:read"], expiresInDays: 1 } },
      { userId: admin.id },
    ],
    ["PATCH /users/{id}", { params: { id: stranger.id }, body: { name: "Massive" } }, { sessionEpoch: "9" }],
    ["POST /teams", { body: { slug: "massive", name: "Massive" } }, { memberships: stranger.id }],
    [
      "PUT /teams/{slug}/members",
      { params: { slug: team.slug }, body: { email: stranger.email, role: "viewer" } },
      { teamId: teamId },
    ],
    ["POST /views", { body: { name: "massive", search: "" } }, { userId: admin.id }],
    [
      "POST /webhooks",
      { body: { url: "https://example.com/", kinds: ["subscription.approved"] } },
      { secret: "whsec_x" },
    ],
  ])("%s refuses the whole", async (name, { params = {}, body }, more) => {
    seam.session = admin;
    const { status, json } = await ask(name, { params, body: { ...body, ...more } });
    expect([status, json["code"]]).toEqual([400, "invalid"]);
    expect(JSON.stringify(json)).toContain(Object.keys(more)[0]);
    expect(await namedMassive()).toBe(0);
  });

  /** How many things the requests above would have made or renamed. */
  async function namedMassive(): Promise<number> {
    const named = { name: { equals: "massive", mode: "insensitive" } } as const;
    const counts = await Promise.all([
      db.api.count({ where: named }),
      db.application.count({ where: named }),
      db.applicationKey.count({ where: named }),
      db.personalToken.count({ where: named }),
      db.user.count({ where: named }),
      db.team.count({ where: named }),
      db.savedView.count({ where: named }),
      db.webhookEndpoint.count(),
    ]);
    return counts.reduce((sum, count) => sum + count, 0);
  }
});

describe("addresses inside, given to the portal", () => {
  const INSIDE = [
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://169.254.169.254/latest",
    "https://2130706433/",
  ];

  test.each(INSIDE)("%s is no webhook's", async (url) => {
    const { status, json } = await ask("POST /webhooks", {
      body: { team: team.slug, url, kinds: ["subscription.approved"] },
    });
    expect(status).toBe(422);
    expect(json["issues"]).toMatchObject([{ path: ["url"] }]);
    expect(await db.webhookEndpoint.count()).toBe(0);
  });

  test.each(INSIDE)("%s is not fetched as a document", async (url) => {
    const { status, json } = await ask("POST /imports", { body: { source: { kind: "url", url } } });
    expect([status, JSON.stringify(json)]).toEqual([
      422,
      expect.stringMatching(/never called|loopback|private/),
    ]);
  });

  test("are warned of where an issuer's keys would be fetched from", async () => {
    const publisher = await makePublishable(database);
    seam.session = publisher.ctx.actor;
    const jwt = { issuer: "i", jwksUrl: "http://169.254.169.254/keys", audience: ["a"], forwardToken: false };
    const { status, json } = await ask("PUT /apis/{slug}/versions/{version}/access", {
      params: publisher.at,
      body: { etag: 1, access: { anonymous: false, jwt } },
    });
    expect([status, json["warning"]]).toEqual([200, expect.stringContaining("169.254.169.254")]);
  });
});

describe("files", () => {
  test("of lines for spreadsheets run nothing, and are downloaded (CSV injection)", async () => {
    const day = new Date("2026-01-01");
    const evil = await makePublishable(database);
    const name = `=HYPERLINK("http://evil.example","x")`;
    const { id } = await db.api.update({
      where: { slug: evil.at.slug },
      data: { name },
      select: { id: true },
    });
    const score = {
      day,
      score: 50,
      block: 0,
      warn: 0,
      info: 0,
      waived: 0,
      apis: 1,
      critical: 0,
      untested: 0,
      tested: 0,
    };
    await db.scoreDay.createMany({
      data: [
        { ...score, subject: "organisation", subjectId: "", judgedAt: day },
        { ...score, subject: "api", subjectId: id, judgedAt: day },
      ],
    });
    const { status, headers, text } = await ask("GET /governance/scores/apis/csv");
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(headers.get("content-disposition")).toBe('attachment; filename="scorecards.csv"');
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`);
  });

  test("of the audit are lines of JSON, downloaded, and for those who may read it", async () => {
    expect((await ask("GET /audit/export")).status).toBe(403);
    seam.session = admin;
    const { headers, text } = await ask("GET /audit/export");
    expect(headers.get("content-type")).toBe("application/x-ndjson");
    expect(headers.get("content-disposition")).toBe('attachment; filename="audit.jsonl"');
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { action: string });
    expect(lines.map(({ action }) => action)).toContain("application.create");
  });
});
