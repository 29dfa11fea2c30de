import { beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import type { Actor } from "#lib/access";
import type { Ctx } from "#lib/db";
import { AppError } from "#lib/errors";
import { handle } from "./handle.ts";

const PORTAL = "https://portal.example.com";
const ada: Actor = {
  kind: "user",
  id: "usr_1",
  email: "ada@example.com",
  name: "Ada",
  role: "admin",
  teams: {},
};
const seam = vi.hoisted(() => ({ actor: undefined as Actor | undefined, logged: [] as unknown[] }));

vi.mock("server-only", () => ({}));
vi.mock("./session.ts", () => ({ sessionActor: () => Promise.resolve(seam.actor) }));
vi.mock("./instance.ts", () => {
  const log = { error: (fields: unknown) => seam.logged.push(fields), child: () => log };
  return { instance: () => ({ config: { portalUrl: "https://portal.example.com" }, db: {}, log }) };
});

beforeEach(() => {
  seam.actor = ada;
  seam.logged = [];
});

const Body = z.strictObject({ name: z.string(), size: z.int().default(1) });
const TRY = { summary: "Try", area: "catalogue", answer: z.unknown() } as const;
const create = handle({ ...TRY, body: Body, status: 201 }, ({ ctx, body }) => ({
  ...body,
  by: ctx.actor.id,
}));

interface Sent {
  body?: string;
  headers?: Record<string, string>;
  method?: string;
  url?: string;
}

function request({ body, headers = {}, method = "POST", url = "/api/v1/things" }: Sent): Request {
  const own = { "sec-fetch-site": "same-origin", "content-type": "application/json", ...headers };
  return new Request(`${PORTAL}${url}`, { method, headers: own, ...(body === undefined ? {} : { body }) });
}

const route = (params: object = {}) => ({ params: Promise.resolve(params) });
const send = async (run: ReturnType<typeof handle>, sent: Sent, params = {}) => {
  const response = await run(request(sent), route(params));
  return { response, json: (await response.json()) as Record<string, unknown> };
};

describe("success", () => {
  test("gives the parsed body to the call and its value back as JSON, kept by no cache", async () => {
    const { response, json } = await send(create, { body: '{"name":"x"}' });
    expect(response.status).toBe(201);
    expect(json).toEqual({ name: "x", size: 1, by: "usr_1" });
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-request-id")).toMatch(/^req_/);
  });

  test("gives params and query, a repeated name as an array", async () => {
    const read = handle(
      {
        ...TRY,
        params: z.strictObject({ id: z.string() }),
        query: z.strictObject({ n: z.coerce.number(), tag: z.array(z.string()) }),
      },
      ({ params, query }) => ({ params, query }),
    );
    const { json } = await send(read, { method: "GET", url: "/api?n=2&tag=a&tag=b" }, { id: "7" });
    expect(json).toEqual({ params: { id: "7" }, query: { n: 2, tag: ["a", "b"] } });
  });

  test("nothing is 204; a Response is passed on", async () => {
    const nothing = await handle(TRY, () => undefined)(request({}), route());
    expect([nothing.status, await nothing.text()]).toEqual([204, ""]);
    const own = await handle(TRY, () => new Response("plain", { status: 202 }))(request({}), route());
    expect([own.status, await own.text()]).toEqual([202, "plain"]);
  });
});

describe("input that is refused", () => {
  const cases: [string, Sent, string][] = [
    ["text that is not JSON", { body: "{" }, "The body is not valid JSON."],
    [
      "another content type",
      { body: "{}", headers: { "content-type": "text/plain" } },
      "Send the body as JSON",
    ],
    ["an unknown field", { body: '{"name":"x","admin":true}' }, "admin"],
    ["a missing field", { body: "{}" }, "name: "],
    ["text the database cannot keep", { body: '{"name":"a\\u0000"}' }, "name: The text holds a NUL"],
    ["half a character", { body: '{"name":"a\\ud800"}' }, "name: The text holds half"],
    ["a member parsers drop", { body: '{"name":"x","__proto__":{}}' }, "__proto__"],
  ];
  test.each(cases)("%s", async (_, sent, detail) => {
    const { response, json } = await send(create, sent);
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(json).toMatchObject({
      code: "invalid",
      status: 400,
      requestId: response.headers.get("x-request-id"),
    });
    expect(json.detail).toContain(detail);
  });

  test("issues name the field, and whether it stood in the path or the query", async () => {
    const { json } = await send(create, { body: '{"name":1,"size":"x"}' });
    expect(json.issues).toMatchObject([{ path: ["name"] }, { path: ["size"] }]);
    const paged = handle({ ...TRY, query: z.strictObject({ page: z.coerce.number() }) }, () => ({}));
    const bad = await send(paged, { method: "GET", url: "/api?page=x" });
    expect(bad.json.issues).toMatchObject([{ path: ["query", "page"] }]);
  });

  test("a body that says it is too large, and one that does not say", async () => {
    const small = handle({ ...TRY, body: z.unknown(), bodyMaxBytes: 1024 }, () => ({}));
    const said = await send(small, { body: "{}", headers: { "content-length": "1025" } });
    expect(said.json).toMatchObject({ status: 413, code: "too_large" });

    let sentChunks = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sentChunks += 1;
        controller.enqueue(new Uint8Array(512));
      },
    });
    const init = { method: "POST", headers: request({}).headers, body: endless, duplex: "half" };
    const response = await small(new Request(PORTAL, init), route());
    expect(response.status).toBe(413);
    expect(sentChunks).toBeLessThan(10);
    expect((await send(small, { body: JSON.stringify("x".repeat(1000)) })).response.status).toBe(200);
  });
});

describe("failures", () => {
  test("an AppError shows its code, message, issues and details", async () => {
    const issues = [{ path: ["slug"], message: "Taken." }];
    const failing = handle(TRY, () => {
      throw new AppError("rate_limited", "Wait a moment.", { issues, details: { retryAfterSeconds: 30 } });
    });
    const { response, json } = await send(failing, {});
    expect(json).toMatchObject({ status: 429, code: "rate_limited", detail: "Wait a moment.", issues });
    expect(response.headers.get("retry-after")).toBe("30");
    expect(seam.logged).toEqual([]);
  });

  test("an unknown error hides its message and is logged with its cause", async () => {
    const error = new Error("password=hunter2");
    const failing = handle(TRY, () => Promise.reject(error));
    const { response, json } = await send(failing, { url: "/api/v1/things?token=secret" });
    expect(response.status).toBe(500);
    expect(JSON.stringify(json)).not.toContain("hunter2");
    expect(seam.logged).toEqual([{ err: error, method: "POST", path: "/api/v1/things" }]);
  });
});

describe("who asks", () => {
  const whoami = handle(TRY, ({ ctx }) => ({ actor: ctx.actor.kind }));

  test("nobody signed in: 401; the call is not made", async () => {
    seam.actor = undefined;
    const call = vi.fn<() => void>();
    const { json } = await send(handle(TRY, call), {});
    expect(json).toMatchObject({ status: 401, code: "unauthenticated" });
    expect(call).not.toHaveBeenCalled();
  });

  test("a route for anybody gets an anonymous actor, also from somebody who is signed in", async () => {
    const open = handle({ ...TRY, actor: "none" }, ({ ctx }: { ctx: Ctx }) => ({ actor: ctx.actor.kind }));
    const { json } = await send(open, { headers: { "sec-fetch-site": "cross-site" } });
    expect(json).toEqual({ actor: "anonymous" });
  });

  const foreign: [string, Record<string, string>][] = [
    ["another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
    ["a sibling of this site", { "sec-fetch-site": "same-site", origin: "https://other.example.com" }],
    ["a foreign origin of an old browser", { "sec-fetch-site": "", origin: "https://evil.example" }],
    ["a sandboxed page", { "sec-fetch-site": "", origin: "null" }],
    ["nowhere it says", { "sec-fetch-site": "" }],
    ["another site that claims our origin", { "sec-fetch-site": "cross-site", origin: PORTAL }],
  ];
  test.each(foreign)("a change from %s is refused", async (_, headers) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ""));
      const response = await whoami(new Request(PORTAL, { method, headers: sent }), route());
      expect(response.status).toBe(403);
    }
    const read = await whoami(new Request(PORTAL, { headers }), route());
    expect(read.status).toBe(200);
  });

  test("a change from our own pages is not, whichever of our names the browser used", async () => {
    const own = [
      { "sec-fetch-site": "same-origin" },
      { origin: PORTAL },
      { origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" },
    ];
    for (const headers of own) {
      const sent = new Request(PORTAL, { method: "POST", headers });
      expect((await whoami(sent, route())).status).toBe(200);
    }
  });
});
