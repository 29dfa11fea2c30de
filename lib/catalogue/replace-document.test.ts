import { describe, expect, it } from "vitest";
import { newId, sha256Hex } from "#lib/ids";
import { publish } from "#lib/publishing";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import {
  getDocument,
  getDraft,
  listOperations,
  replaceDocument,
  restoreRevision,
  saveAccess,
} from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
type Version = Awaited<ReturnType<typeof makePublishable>>;
const slug = `env-${newId("x").slice(-6)}`;
const environment = await db.environment.create({
  data: { id: newId("env"), slug, name: slug, position: 1 },
});
const go = (draftEtag: number) => ({ action: "publish", environment: slug, note: "", draftEtag }) as const;
const operationsQuery = { page: 1, size: 50, sort: "position", dir: "asc", q: "" } as const;

const get = { get: { responses: { "200": { description: "fine" } } } };
const document = (...paths: string[]) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Test", version: "1" },
    paths: Object.fromEntries(paths.map((path) => [path, get])),
  });
const text = (...paths: string[]) => ({ kind: "text", text: document(...paths) }) as const;
const pathsOf = async ({ ctx: own, at }: Version) =>
  (await listOperations(own, at, operationsQuery)).items.map(({ path }) => path);

describe("replacing a draft's document", () => {
  it("replaces the operations with it, raises the draft's etag, and keeps digests for the audit", async () => {
    const version = await makePublishable(database);
    const { policy } = await getDraft(version.ctx, version.at);
    const source = text("/items", "/orders");
    const done = await replaceDocument(version.ctx, version.at, { etag: 1, source });
    const digest = sha256Hex(source.text);
    expect(done).toMatchObject({ etag: 2, digest, format: "3.1", operationCount: 2 });
    expect(await getDocument(version.ctx, version.at)).toMatchObject({ etag: 2, digest, text: source.text });
    expect(await pathsOf(version)).toEqual(["/items", "/orders"]);
    expect(await getDraft(version.ctx, version.at)).toMatchObject({
      etag: 2,
      policy,
      savedBy: { name: "Test User" },
    });
    const audit = await db.auditEntry.findFirstOrThrow({ where: { objectId: version.versionId } });
    expect(audit).toMatchObject({
      action: "version.update",
      after: { etag: 2, document: { digest, operationCount: 2 } },
    });
    expect(JSON.stringify(audit.after)).not.toContain("openapi");
  });

  it("changes what is live only with the next publication", async () => {
    const version = await makePublishable(database);
    await publish(version.ctx, version.at, go(1));
    await replaceDocument(version.ctx, version.at, { etag: 1, source: text("/orders") });
    await publish(version.ctx, version.at, go(2));
    const revisions = await db.revision.findMany({
      where: { versionId: version.versionId },
      orderBy: { number: "asc" },
      select: { operations: true },
    });
    expect(revisions.map(({ operations }) => operations)).toEqual([
      [{ method: "GET", path: "/items" }],
      [{ method: "GET", path: "/orders" }],
    ]);
  });

  it("refuses what was not looked at, what cannot be read, and whoever may not", async () => {
    const version = await makePublishable(database);
    const put = (input: Parameters<typeof replaceDocument>[2], as = version.ctx) =>
      replaceDocument(as, version.at, input);
    await expect(put({ etag: 2, source: text("/a") })).rejects.toMatchObject({
      code: "stale",
      details: { etag: 1 },
    });
    await expect(put({ etag: 1, source: text("/a"), digest: "0".repeat(64) })).rejects.toMatchObject({
      code: "stale",
    });
    await expect(put({ etag: 1, source: { kind: "text", text: "{" } })).rejects.toMatchObject({
      code: "unprocessable",
      issues: [{ path: ["source", "text"] }],
    });
    const viewer = ctx(await makeUser(db, { teams: { [version.teamId]: "viewer" } }));
    await expect(put({ etag: 1, source: text("/a") }, viewer)).rejects.toMatchObject({ code: "forbidden" });
    await db.api.updateMany({ where: { slug: version.at.slug }, data: { visibility: "private" } });
    const stranger = ctx(await makeUser(db));
    await expect(put({ etag: 1, source: text("/a") }, stranger)).rejects.toMatchObject({ code: "not_found" });
    await expect(getDocument(stranger, version.at)).rejects.toMatchObject({ code: "not_found" });
    expect(await pathsOf(version)).toEqual(["/items"]);
  });

  it("lets one of two who replace it at the same moment win", async () => {
    const version = await makePublishable(database);
    const settled = await Promise.allSettled(
      ["/a", "/b"].map((path) => replaceDocument(version.ctx, version.at, { etag: 1, source: text(path) })),
    );
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(settled.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "stale" } });
    const { text: kept } = await getDocument(version.ctx, version.at);
    expect(await pathsOf(version)).toEqual(Object.keys((JSON.parse(kept) as { paths: object }).paths));
  });
});

describe("restoring a revision into the draft", () => {
  async function makeChanged(): Promise<Version> {
    const version = await makePublishable(database, {
      apiVersion: "fallback/v1",
      id: "default",
      chain: [{ id: "answer", kind: "http" }],
    });
    const targets = { answer: { endpoints: [{ url: "https://a.example" }] } };
    await db.binding.create({
      data: { versionId: version.versionId, environmentId: environment.id, targets },
    });
    await publish(version.ctx, version.at, go(1));
    await replaceDocument(version.ctx, version.at, { etag: 1, source: text("/orders") });
    const access = { anonymous: true, key: { header: "x-api-key" } };
    await saveAccess(version.ctx, version.at, { etag: 2, access });
    const routes = [{ hosts: [], pathPrefix: `/${version.versionId}-b`, methods: [], stripPrefix: true }];
    await db.binding.deleteMany({ where: { versionId: version.versionId } });
    await db.version.update({ where: { id: version.versionId }, data: { routes } });
    return version;
  }

  it("makes its content the draft's: publishing that takes no new revision", async () => {
    const version = await makeChanged();
    const draft = await restoreRevision(version.ctx, version.at, { revision: 1, etag: 3 });
    expect(draft).toMatchObject({
      etag: 4,
      routes: [{ pathPrefix: `/${version.versionId}` }],
      bindings: { [slug]: { answer: { endpoints: [{ url: "https://a.example" }] } } },
    });
    expect(await pathsOf(version)).toEqual(["/items"]);
    const row = await db.version.findUniqueOrThrow({ where: { id: version.versionId } });
    expect(row.access).toBeNull();
    const audit = await db.auditEntry.findFirst({
      where: { objectId: version.versionId },
      orderBy: { id: "desc" },
    });
    expect(audit?.after).toMatchObject({ restored: 1, etag: 4 });
    expect(await publish(version.ctx, version.at, go(4))).toMatchObject({ revision: 1 });
  });

  it("refuses a draft that was not looked at, a revision that is not there, a taken route, and whoever may not", async () => {
    const version = await makeChanged();
    const restore = (revision: number, etag: number, as = version.ctx) =>
      restoreRevision(as, version.at, { revision, etag });
    await expect(restore(1, 1)).rejects.toMatchObject({ code: "stale", details: { etag: 3 } });
    await expect(restore(7, 3)).rejects.toMatchObject({ code: "not_found" });
    const viewer = ctx(await makeUser(db, { teams: { [version.teamId]: "viewer" } }));
    await expect(restore(1, 3, viewer)).rejects.toMatchObject({ code: "forbidden" });
    const other = await makePublishable(database);
    const claim = { host: "*", pathPrefix: `/${version.versionId}`, method: "*" };
    await db.routeClaim.deleteMany({ where: { versionId: version.versionId } });
    await db.routeClaim.create({ data: { id: newId("rc"), versionId: other.versionId, ...claim } });
    await expect(restore(1, 3)).rejects.toMatchObject({
      code: "conflict",
      issues: [{ code: "route-taken" }],
    });
    expect(await pathsOf(version)).toEqual(["/orders"]);
  });
});
