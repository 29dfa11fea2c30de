import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Actor, Scope } from "#lib/access";
import { createToken, loadActor, updateUser } from "#lib/identity";
import { makeTeam, makeUser, testDatabase } from "#lib/testing";
import * as tokenRoutes from "../api/v1/account/tokens/route.ts";
import * as accountSessions from "../api/v1/account/sessions/route.ts";
import * as alertRoutes from "../api/v1/settings/alerts/route.ts";
import * as teamRoutes from "../api/v1/teams/route.ts";
import * as userRoutes from "../api/v1/users/[id]/route.ts";
import type { Handler } from "./contract.ts";
import { countRefusal, countRequest } from "./token-limits.ts";

const PORTAL = "https://portal.example.com";
const seam = vi.hoisted(() => ({ instance: {} as object, session: undefined as unknown }));

vi.mock("server-only", () => ({}));
vi.mock("./session.ts", () => ({ sessionActor: () => Promise.resolve(seam.session) }));
vi.mock("./instance.ts", () => ({ instance: () => seam.instance }));

const { db, ctx } = await testDatabase();
const log = { info: () => {}, warn: () => {}, error: () => {}, child: () => log };
seam.instance = { config: { portalUrl: PORTAL }, db, log, sealingKey: randomBytes(32) };
const admin = await makeUser(db, { role: "admin" });

beforeEach(() => {
  seam.session = undefined;
});

const READING = { name: "Test", scopes: ["people:read" as const], expiresInDays: 1 };
const tokenOf = async (actor: Actor, scopes: Scope[]): Promise<string> =>
  (await createToken(ctx(actor), { ...READING, scopes })).secret;

interface Sent {
  method?: string;
  path?: string;
  token?: string;
  body?: object;
  headers?: Record<string, string>;
  params?: object;
}

async function send(handler: Handler, sent: Sent) {
  const { method = "GET", path = "/teams", token, body, headers = {}, params = {} } = sent;
  const request = new Request(`${PORTAL}/api/v1${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await handler(request, { params: Promise.resolve(params) });
  const text = await response.text();
  const json = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, json };
}

let made = 0;
const teamBody = () => ({ slug: `made-${(made += 1)}`, name: "Made" });

describe("a token", () => {
  test("is enough for a change, without cookie and origin; a cookie without our origin is not", async () => {
    const token = await tokenOf(admin, ["people:write"]);
    expect(await send(teamRoutes.POST, { method: "POST", token, body: teamBody() })).toMatchObject({
      status: 201,
    });
    seam.session = await loadActor(db, { userId: admin.id, sessionEpoch: 0 });
    expect(await send(teamRoutes.POST, { method: "POST", body: teamBody() })).toMatchObject({ status: 403 });
  });

  test("does what its scopes say, whatever its owner may", async () => {
    const reading = await tokenOf(admin, ["people:read", "platform:write"]);
    expect((await send(teamRoutes.GET, { token: reading })).status).toBe(200);
    const refused = await send(teamRoutes.POST, { method: "POST", token: reading, body: teamBody() });
    expect(refused).toMatchObject({ status: 403, json: { detail: expect.stringContaining("people:write") } });
    expect((await send(alertRoutes.GET, { path: "/settings/alerts", token: reading })).status).toBe(200);
  });

  test("never does more than its owner may", async () => {
    const member = await makeUser(db);
    const token = await tokenOf(member, ["people:write", "platform:write"]);
    expect((await send(teamRoutes.POST, { method: "POST", token, body: teamBody() })).status).toBe(403);
    expect((await send(alertRoutes.GET, { path: "/settings/alerts", token })).status).toBe(403);
  });

  test("makes no other token and ends no session", async () => {
    const token = await tokenOf(admin, ["account:write"]);
    const body = { name: "More", scopes: ["people:write"], expiresInDays: 365 };
    const more = await send(tokenRoutes.POST, { method: "POST", path: "/account/tokens", token, body });
    expect(more).toMatchObject({ status: 403, json: { detail: expect.stringContaining("by a token") } });
    const end = await send(accountSessions.DELETE, { method: "DELETE", path: "/account/sessions", token });
    expect(end.status).toBe(403);
    expect((await send(tokenRoutes.GET, { path: "/account/tokens", token })).status).toBe(200);
  });

  test("of somebody deactivated is refused from the next request on", async () => {
    const user = await makeUser(db);
    const token = await tokenOf(user, ["people:read"]);
    expect((await send(teamRoutes.GET, { token })).status).toBe(200);
    await updateUser(ctx(admin), { id: user.id, changes: { state: "deactivated" } });
    const refused = await send(teamRoutes.GET, { token });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toContain("Bearer");
  });

  test("that is none is not replaced by the session beside it", async () => {
    seam.session = admin;
    for (const authorization of ["Bearer ust_nonsense", "Basic YTpi", "Bearer ", "", "Bearer a b"]) {
      const headers = { authorization, "sec-fetch-site": "same-origin" };
      expect((await send(teamRoutes.GET, { headers })).status).toBe(401);
    }
  });

  test("in the address is refused, also beside a session", async () => {
    const token = await tokenOf(admin, ["people:read"]);
    seam.session = admin;
    for (const path of [`/teams?access_token=${token}`, `/teams?q=${token}`, "/teams?access_token=x"]) {
      const refused = await send(teamRoutes.GET, { path });
      expect(refused).toMatchObject({ status: 400, json: { detail: expect.stringContaining("revoke") } });
    }
  });

  test("is limited", async () => {
    const { token, secret } = await createToken(ctx(admin), READING);
    for (let i = 0; i < 599; i++) await countRequest(token.id);
    expect((await send(teamRoutes.GET, { token: secret })).status).toBe(200);
    const refused = await send(teamRoutes.GET, { token: secret });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await send(teamRoutes.GET, { token: await tokenOf(admin, ["people:read"]) })).status).toBe(200);
  });

  test("that is guessed is limited by address", async () => {
    const headers = { "x-forwarded-for": "203.0.113.9" };
    for (let i = 0; i < 59; i++) await countRefusal("203.0.113.9");
    expect((await send(teamRoutes.GET, { token: "guess", headers })).status).toBe(401);
    expect((await send(teamRoutes.GET, { token: "guess", headers })).status).toBe(429);
  });
});

describe("conditions", () => {
  async function somebody() {
    const user = await makeUser(db, { name: "Before" });
    const at = { path: `/users/${user.id}`, params: { id: user.id } };
    return { at, token: await tokenOf(admin, ["people:write", "platform:write"]) };
  }
  const rename = (sent: Sent, name: string) =>
    send(userRoutes.PATCH, { ...sent, method: "PATCH", body: { name } });

  test("an ETag names what was read, and changes with it", async () => {
    const { at, token } = await somebody();
    const first = await send(userRoutes.GET, { ...at, token });
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    const again = await send(userRoutes.GET, { ...at, token, headers: { "if-none-match": `W/${etag}` } });
    expect(again.status).toBe(304);
    await rename({ ...at, token }, "After");
    const later = await send(userRoutes.GET, { ...at, token, headers: { "if-none-match": etag } });
    expect(later.status).toBe(200);
    expect(later.headers.get("etag")).not.toBe(etag);
  });

  test("of two changes of one state the second is refused, also at once", async () => {
    const { at, token } = await somebody();
    const etag = (await send(userRoutes.GET, { ...at, token })).headers.get("etag") ?? "";
    const conditional = { ...at, token, headers: { "if-match": etag } };
    const both = await Promise.all(["One", "Two"].map((name) => rename(conditional, name)));
    expect(both.map(({ status }) => String(status)).toSorted()).toEqual(["200", "412"]);
    expect(both.find(({ status }) => status === 412)?.json).toMatchObject({ code: "stale" });
    expect((await rename({ ...conditional, headers: { "if-match": "*" } }, "Three")).status).toBe(200);
  });

  test("a condition that cannot be kept is refused, not ignored", async () => {
    const { token } = await somebody();
    const headers = { "if-match": '"anything"' };
    const refused = await send(teamRoutes.POST, { method: "POST", token, headers, body: teamBody() });
    expect(refused.status).toBe(400);
  });

  test("a replacement by token names what it replaces; the portal's pages name it in the body", async () => {
    const { token } = await somebody();
    const at = { path: "/settings/alerts", method: "PUT" };
    const shown = await send(alertRoutes.GET, { path: at.path, token });
    const body = { ...shown.json, fallbackMinutes: 7 };
    expect((await send(alertRoutes.PUT, { ...at, token, body })).status).toBe(200);
    expect((await send(alertRoutes.PUT, { ...at, token, body })).status).toBe(412);
  });
});

describe("idempotency keys", () => {
  const create = (token: string, key: string, body: object) =>
    send(teamRoutes.POST, { method: "POST", token, body, headers: { "idempotency-key": key } });

  test("the same request is done once and answered the same", async () => {
    const token = await tokenOf(admin, ["people:write"]);
    const body = teamBody();
    const first = await create(token, '"k-1"', body);
    const second = await create(token, "k-1", body);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json).toEqual(first.json);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect((await create(token, "k-1", teamBody())).status).toBe(422);
    expect(await db.team.count({ where: { slug: body.slug } })).toBe(1);
    const other = await tokenOf(await makeUser(db, { role: "admin" }), ["people:write"]);
    expect((await create(other, "k-1", body)).status).toBe(409);
  });

  test("many at once do it once", async () => {
    const token = await tokenOf(admin, ["people:write"]);
    const body = teamBody();
    const all = await Promise.all(Array.from({ length: 6 }, () => create(token, "k-many", body)));
    const statuses = all.map(({ status }) => status);
    expect(statuses).toContain(201);
    expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([]);
    expect(await db.team.count({ where: { slug: body.slug } })).toBe(1);
    expect(
      await db.auditEntry.count({
        where: { action: "team.create", after: { path: ["slug"], equals: body.slug } },
      }),
    ).toBe(1);
  });

  test("what was refused can be corrected under the same key", async () => {
    const token = await tokenOf(admin, ["people:write"]);
    const { slug } = await makeTeam(db);
    expect((await create(token, "k-fix", { slug, name: "Taken" })).status).toBe(409);
    expect((await create(token, "k-fix", teamBody())).status).toBe(201);
  });

  test("a key that is none is refused", async () => {
    const token = await tokenOf(admin, ["people:write"]);
    for (const key of ["", "a b", "x".repeat(256)])
      expect((await create(token, key, teamBody())).status).toBe(400);
  });
});
