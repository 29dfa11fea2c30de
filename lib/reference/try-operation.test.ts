import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "#lib/ids";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import { TryRequest } from "./schema.ts";
import { tryOperation } from "./try-operation.ts";

const database = await testDatabase();
const { db, ctx } = database;
const member = await makeUser(db);
const environment = await db.environment.create({
  data: { id: newId("env"), slug: "production", name: "Production", position: 1 },
});

/** Stands where the gateway does: what reaches it is what is tested. */
let answer: RequestListener;
let seen: { request: IncomingMessage; body: string }[] = [];
const gateway: Server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += String(chunk)));
  request.on("end", () => {
    seen.push({ request, body });
    answer(request, response);
  });
}).listen(0, "127.0.0.1");
await once(gateway, "listening");
const own = { url: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`, environment: "production" };
afterAll(() => {
  gateway.closeAllConnections();
  gateway.close();
});

beforeEach(() => {
  seen = [];
  answer = (_request, response) =>
    void response.writeHead(200, { "content-type": "application/json" }).end("{}");
});

type Shape = Parameters<typeof makePublishable>[1];

/** A version as if it were written to the store with these routes. */
async function live(
  routes = [{ hosts: [] as string[], pathPrefix: "/shop", methods: [] as string[], stripPrefix: true }],
  policy?: Shape,
) {
  const { at, versionId, ctx: owner } = await makePublishable(database, policy);
  const prefix = `/${versionId}`;
  const own_ = routes.map((route) => ({ ...route, pathPrefix: prefix + route.pathPrefix }));
  const revision = await db.revision.create({
    data: {
      id: newId("rev"),
      versionId,
      number: 1,
      digest: "x",
      documentText: "",
      documentDigest: "",
      routes: own_,
      policy: {},
      bindings: {},
      createdById: owner.actor.id,
    },
  });
  const publication = await db.publication.create({
    data: {
      id: newId("pub"),
      versionId,
      environmentId: environment.id,
      revisionId: revision.id,
      action: "publish",
      state: "written",
      requestedById: owner.actor.id,
    },
  });
  await db.deployment.create({
    data: {
      versionId,
      environmentId: environment.id,
      wantedRevisionId: revision.id,
      wantedPublicationId: publication.id,
      writtenPublicationId: publication.id,
      pending: false,
    },
  });
  return { at, versionId, prefix };
}

const plain = { environment: "production", method: "GET", query: "", headers: [], body: null };
const asked = (path: string, more: object = {}) => TryRequest.parse({ ...plain, path, ...more });
const signal = new AbortController().signal;

function attempt(
  at: { slug: string; version: string },
  request: TryRequest,
  by: { actor?: typeof member; until?: AbortSignal } = {},
) {
  const { actor = member, until = signal } = by;
  return tryOperation(ctx(actor), at, { request, own, signal: until });
}

describe("a request that is tried out", () => {
  it("may be a form with files, which arrives byte by byte", async () => {
    const { at, prefix } = await live();
    const form = new FormData();
    form.append("note", "ü & @x");
    form.append("photo", new File([Uint8Array.of(0, 255, 13, 10, 128)], "lamp.png", { type: "image/png" }));
    const written = new Response(form);
    const type = written.headers.get("content-type") ?? "";
    const base64 = Buffer.from(await written.arrayBuffer()).toString("base64");
    const headers = [{ name: "Content-Type", value: type }];
    const received = Promise.withResolvers<Buffer>();
    gateway.prependOnceListener("request", (request: IncomingMessage) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => received.resolve(Buffer.concat(chunks)));
    });
    await attempt(at, asked(`${prefix}/shop`, { method: "POST", headers, body: { base64 } }));
    const sent = new Response(new Uint8Array(await received.promise), { headers: { "content-type": type } });
    const read = await sent.formData();
    expect(read.get("note")).toBe("ü & @x");
    const photo = read.get("photo") as File;
    expect([photo.name, [...new Uint8Array(await photo.arrayBuffer())]]).toEqual([
      "lamp.png",
      [0, 255, 13, 10, 128],
    ]);
    expect(seen[0]?.request.headers["content-type"]).toBe(type);
  });

  it("reaches the gateway as it was written, and comes back as it was answered", async () => {
    const { at, prefix } = await live([
      { hosts: ["shop.example"], pathPrefix: "/shop", methods: [], stripPrefix: true },
    ]);
    answer = (_request, response) => {
      response.writeHead(
        201,
        [
          ["Content-Type", "application/json"],
          ["X-Fallback-Target", "secondary"],
          ["X-Fallback-Attempts", "2"],
          ["X-Fallback-Reason", "status 503"],
          ["Set-Cookie", "a=1"],
          ["Set-Cookie", "b=2"],
        ].flat(),
      );
      response.end('{"id":"ü"}');
    };
    const result = await attempt(
      at,
      asked(`${prefix}/shop/orders/a%2Fb`, {
        method: "POST",
        query: "q=a%20b",
        headers: [{ name: "Content-Type", value: "application/json" }],
        body: '{"total":3}',
      }),
    );
    expect(seen[0]?.request).toMatchObject({ method: "POST", url: `${prefix}/shop/orders/a%2Fb?q=a%20b` });
    expect(seen[0]?.request.headers).toMatchObject({
      host: "shop.example",
      "content-type": "application/json",
    });
    expect(seen[0]?.body).toBe('{"total":3}');
    expect(result).toMatchObject({
      status: 201,
      body: { kind: "text", text: '{"id":"ü"}', isCut: false },
      answeredBy: { target: "secondary", attempts: 2, reason: "status 503" },
    });
    expect(result.headers.filter(([name]) => name === "Set-Cookie")).toHaveLength(2);
  });

  it("carries nothing of the portal's own session", async () => {
    const { at, prefix } = await live();
    await attempt(at, asked(`${prefix}/shop`));
    expect(Object.keys(seen[0]?.request.headers ?? {}).toSorted()).toEqual(
      ["accept", "accept-encoding", "connection", "host", "user-agent"].toSorted(),
    );
  });

  it("does not follow redirects", async () => {
    const { at, prefix } = await live();
    answer = (_request, response) =>
      void response.writeHead(302, { location: "http://169.254.169.254/" }).end();
    expect(await attempt(at, asked(`${prefix}/shop`))).toMatchObject({ status: 302 });
    expect(seen).toHaveLength(1);
  });

  it("reads no more than a mebibyte, and only text as text", async () => {
    const { at, prefix } = await live();
    answer = (_request, response) => void response.end("ü".repeat(2_000_000));
    const long = await attempt(at, asked(`${prefix}/shop`));
    expect(long.body).toMatchObject({ kind: "text", isCut: true });
    expect(long.sizeBytes).toBe(1024 * 1024);
    answer = (_request, response) => void response.end(Buffer.from([0xff, 0x00, 0xfe]));
    expect((await attempt(at, asked(`${prefix}/shop`))).body).toEqual({ kind: "binary", isCut: false });
  });

  it("ends when nobody waits for it any more", async () => {
    const { at, prefix } = await live();
    const controller = new AbortController();
    const closed = new Promise<void>((resolve) => {
      answer = (request) => {
        request.socket.once("close", () => resolve());
        controller.abort();
      };
    });
    await expect(attempt(at, asked(`${prefix}/shop`), { until: controller.signal })).rejects.toMatchObject({
      code: "upstream",
    });
    await closed;
  });

  it("says that no gateway answers", async () => {
    const { at, prefix } = await live();
    const nobody = { ...own, url: "http://127.0.0.1:1" };
    const request = asked(`${prefix}/shop`);
    await expect(tryOperation(ctx(member), at, { request, own: nobody, signal })).rejects.toMatchObject({
      code: "upstream",
    });
    await expect(tryOperation(ctx(member), at, { request, own: undefined, signal })).rejects.toMatchObject({
      code: "unprocessable",
    });
  });

  it("is one of a few at a time", async () => {
    const { at, prefix } = await live();
    const user = await makeUser(db);
    const held: (() => void)[] = [];
    const four = new Promise<void>((resolve) => {
      answer = (_request, response) => {
        held.push(() => response.end());
        if (held.length === 4) resolve();
      };
    });
    const request = asked(`${prefix}/shop`);
    const running = Array.from({ length: 4 }, () => attempt(at, request, { actor: user }));
    await four;
    await expect(attempt(at, request, { actor: user })).rejects.toMatchObject({ code: "rate_limited" });
    for (const release of held) release();
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });
});

describe("a request that would go elsewhere", () => {
  it("is not there for an API one may not see", async () => {
    const { at, prefix } = await live();
    await db.api.update({ where: { slug: at.slug }, data: { visibility: "private" } });
    await expect(attempt(at, asked(`${prefix}/shop`))).rejects.toMatchObject({ code: "not_found" });
  });

  it("is refused while the version is not live", async () => {
    const { at } = await makePublishable(database);
    await expect(attempt(at, asked("/shop"))).rejects.toMatchObject({ code: "unprocessable" });
  });

  it.each(["/", "/admin", "{prefix}", "{prefix}/shopping", "{prefix}/sho", "/%2f{prefix}/shop"])(
    "is refused at %s",
    async (path) => {
      const { at, prefix } = await live();
      const request = asked(path.replace("{prefix}", prefix));
      await expect(attempt(at, request)).rejects.toMatchObject({
        code: "invalid",
        issues: [{ path: ["path"] }],
      });
      expect(seen).toEqual([]);
    },
  );

  it("is refused by a method the route does not take", async () => {
    const { at, prefix } = await live([
      { hosts: [], pathPrefix: "/shop", methods: ["GET"], stripPrefix: true },
    ]);
    const request = asked(`${prefix}/shop`, { method: "DELETE" });
    await expect(attempt(at, request)).rejects.toMatchObject({ code: "invalid" });
  });

  it.each(["/inner/x", "/%69nner", "/inner"])(
    "is refused where another API has a place inside: %s",
    async (path) => {
      const { at, prefix } = await live();
      const other = await makePublishable(database);
      const claim = { host: "*", pathPrefix: `${prefix}/shop/inner`, method: "*" };
      await db.routeClaim.create({ data: { id: newId("rc"), versionId: other.versionId, ...claim } });
      await expect(attempt(at, asked(`${prefix}/shop${path}`))).rejects.toMatchObject({ code: "invalid" });
      expect(await attempt(at, asked(`${prefix}/shop/innermost`))).toMatchObject({ status: 200 });
    },
  );
});
