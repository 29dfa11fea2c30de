import { describe, expect, it } from "vitest";
import { makePublishable, makeTeam, makeUser, testDatabase } from "#lib/testing";
import { newId } from "#lib/ids";
import {
  compareRevisions,
  getPublication,
  listGateways,
  listPublications,
  listRevisions,
  overview,
  previewDocument,
  publish,
  readConsequences,
  saveGateway,
  unpublish,
} from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;

async function makeEnvironment(): Promise<{ id: string; slug: string }> {
  const slug = `env-${newId("x").slice(-6)}`;
  return db.environment.create({
    data: { id: newId("env"), slug, name: slug, position: 1 },
    select: { id: true, slug: true },
  });
}
const environment = await makeEnvironment();
const now = { action: "publish", environment: environment.slug, note: "first", draftEtag: 1 } as const;
const page = { page: 1, size: 20, dir: "desc", q: "" } as const;

describe("publish", () => {
  it("freezes a revision, wants it, and says how far it is", async () => {
    const version = await makePublishable(database);
    const publication = await publish(version.ctx, version.at, now);
    expect(publication).toMatchObject({
      action: "publish",
      state: "saved",
      revision: 1,
      note: "first",
      expected: 0,
      writtenMs: null,
    });
    const row = await db.version.findUnique({ where: { id: version.versionId }, select: { stage: true } });
    expect(row?.stage).toBe("published");
    const audit = await db.auditEntry.findFirst({
      where: { action: "version.publish", objectId: version.versionId },
    });
    expect(audit?.after).toMatchObject({
      publicationId: publication.id,
      revision: 1,
      environment: environment.slug,
    });
  });

  it("takes no new revision while nothing changed, and one when something did", async () => {
    const version = await makePublishable(database);
    const other = await makeEnvironment();
    await publish(version.ctx, version.at, now);
    const again = await publish(version.ctx, version.at, { ...now, environment: other.slug });
    expect(again.revision).toBe(1);
    const routes = [{ hosts: [], pathPrefix: `/${version.versionId}-b`, methods: [], stripPrefix: true }];
    await db.version.update({ where: { id: version.versionId }, data: { routes } });
    expect((await publish(version.ctx, version.at, now)).revision).toBe(2);
    const revisions = await listRevisions(version.ctx, version.at, { ...page, sort: "number" });
    expect(revisions.items.map((one) => [one.number, one.environments])).toEqual([
      [2, [environment.slug]],
      [1, [other.slug]],
    ]);
    const { changes } = await compareRevisions(version.ctx, version.at, { from: 1, to: 2 });
    expect(changes).toMatchObject([{ path: ["routes", 0, "pathPrefix"], kind: "changed" }]);
  });

  it("finds each of more revisions than a page holds, by number and by note", async () => {
    const version = await makePublishable(database);
    await publish(version.ctx, version.at, now);
    await db.$executeRaw`
      INSERT INTO "Revision" ("id", "versionId", "number", "digest", "documentText", "documentDigest", "routes", "policy", "bindings",
        "note", "createdById")
      SELECT r."id" || n, r."versionId", n, r."digest", r."documentText", r."documentDigest", r."routes", r."policy", r."bindings",
        'again', r."createdById"
      FROM "Revision" r, generate_series(2, 121) n WHERE r."versionId" = ${version.versionId}`;
    const find = (q: string) => listRevisions(version.ctx, version.at, { ...page, q, sort: "number" });
    const numbersOf = async (q: string) => (await find(q)).items.map(({ number }) => number);
    expect((await find("")).total).toBe(121);
    expect(await numbersOf("57")).toEqual([57]);
    expect(await numbersOf("FIRST")).toEqual([1]);
    expect((await find("again")).total).toBe(120);
    for (const q of ["122", "0", "-1", "5.5", "99999999999"]) expect(await numbersOf(q)).toEqual([]);
  });

  it("is refused to those who may not, and hidden from those who may not see", async () => {
    const version = await makePublishable(database);
    const viewer = await makeUser(db, { teams: { [version.teamId]: "viewer" } });
    const stranger = await makeUser(db);
    await expect(publish(ctx(viewer), version.at, now)).rejects.toMatchObject({ code: "forbidden" });
    await expect(publish(ctx(stranger), version.at, now)).rejects.toMatchObject({ code: "forbidden" });
    await expect(
      previewDocument(ctx(viewer), version.at, { environment: now.environment }),
    ).rejects.toMatchObject({ code: "forbidden" });
    await expect(readConsequences(ctx(viewer), version.at, [now.environment])).rejects.toMatchObject({
      code: "forbidden",
    });
    await db.api.updateMany({ where: { slug: version.at.slug }, data: { visibility: "private" } });
    const gone = { code: "not_found" };
    await expect(publish(ctx(stranger), version.at, now)).rejects.toMatchObject(gone);
    await expect(
      unpublish(ctx(stranger), version.at, { action: "unpublish", environment: environment.slug }),
    ).rejects.toMatchObject(gone);
    await expect(listRevisions(ctx(stranger), version.at, { ...page, sort: "number" })).rejects.toMatchObject(
      gone,
    );
    await expect(
      listPublications(ctx(stranger), version.at, { ...page, sort: "requestedAt" }),
    ).rejects.toMatchObject(gone);
    await expect(compareRevisions(ctx(stranger), version.at, { from: 1, to: 1 })).rejects.toMatchObject(gone);
    const { id } = await publish(version.ctx, version.at, now);
    await expect(getPublication(ctx(stranger), { ...version.at, id })).rejects.toMatchObject(gone);
    expect(await getPublication(ctx(viewer), { ...version.at, id })).toMatchObject({ id });
    const nobody = ctx({ kind: "anonymous", id: "anonymous", name: "Anonymous" });
    await expect(listGateways(nobody, { ...page, sort: "node" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(overview(nobody)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("refuses a draft that changed since it was looked at", async () => {
    const version = await makePublishable(database);
    await db.version.update({ where: { id: version.versionId }, data: { draftEtag: 2 } });
    await expect(publish(version.ctx, version.at, now)).rejects.toMatchObject({
      code: "stale",
      details: { draftEtag: 2 },
    });
    expect(await db.publication.count({ where: { versionId: version.versionId } })).toBe(0);
  });

  it("refuses what does not compile with all findings at their fields, and leaves nothing behind", async () => {
    const version = await makePublishable(database, {
      apiVersion: "fallback/v1",
      id: "default",
      chain: [
        { id: "primary", kind: "http" },
        { id: "primary", kind: "static", status: 200, canaryPercent: 5 },
      ],
    });
    const refused = await publish(version.ctx, version.at, now).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "unprocessable" });
    const { issues } = refused as { issues: { path: (string | number)[] }[] };
    const heads = issues.map((issue) => issue.path[0]);
    expect(heads).toContain("bindings");
    expect(heads).toContain("policy");
    expect(await db.revision.count({ where: { versionId: version.versionId } })).toBe(0);
    const preview = await previewDocument(version.ctx, version.at, { environment: environment.slug });
    expect(preview.after).toBeNull();
    expect(preview.findings.length).toBeGreaterThanOrEqual(issues.length);
  });

  it("serialises publications of one version: one is wanted, the others are superseded", async () => {
    const version = await makePublishable(database);
    const asked = await Promise.all(Array.from({ length: 6 }, () => publish(version.ctx, version.at, now)));
    const list = await listPublications(version.ctx, version.at, { ...page, sort: "requestedAt" });
    expect(list.total).toBe(6);
    expect(list.items.filter((one) => one.state === "saved")).toHaveLength(1);
    expect(list.items.filter((one) => one.state === "superseded")).toHaveLength(5);
    const deployment = await db.deployment.findFirst({ where: { versionId: version.versionId } });
    expect(asked.map((one) => one.id)).toContain(deployment?.wantedPublicationId);
    expect(list.items.find((one) => one.state === "saved")?.id).toBe(deployment?.wantedPublicationId);
  });
});

describe("unpublish", () => {
  it("wants a tombstone, once", async () => {
    const version = await makePublishable(database);
    const input = { action: "unpublish", environment: environment.slug } as const;
    await expect(unpublish(version.ctx, version.at, input)).rejects.toMatchObject({ code: "conflict" });
    const { id } = await publish(version.ctx, version.at, now);
    expect(await unpublish(version.ctx, version.at, input)).toMatchObject({
      action: "unpublish",
      revision: null,
      state: "saved",
    });
    expect(await getPublication(version.ctx, { ...version.at, id })).toMatchObject({ state: "superseded" });
    await expect(unpublish(version.ctx, version.at, input)).rejects.toMatchObject({ code: "conflict" });
    const viewer = await makeUser(db, { teams: { [version.teamId]: "viewer" } });
    await expect(unpublish(ctx(viewer), version.at, input)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("the preview", () => {
  it("shows what changes against what is written, secrets masked", async () => {
    const targets = (secret: string) => ({
      primary: {
        endpoints: [{ url: "https://a.example" }],
        auth: { secretRef: secret, in: "header", name: "X-Key" },
      },
    });
    const version = await makePublishable(database, {
      apiVersion: "fallback/v1",
      id: "default",
      chain: [{ id: "primary", kind: "http" }],
    });
    const at = { versionId: version.versionId, environmentId: environment.id };
    await db.binding.create({ data: { ...at, targets: targets("sealed:v1:AAAA") } });
    const first = await previewDocument(version.ctx, version.at, { environment: environment.slug });
    expect(first).toMatchObject({ before: null, draftEtag: 1, changes: [{ path: [], kind: "added" }] });
    const { id } = await publish(version.ctx, version.at, now);
    await db.deployment.updateMany({
      where: { versionId: version.versionId },
      data: { writtenPublicationId: id },
    });
    await db.binding.update({
      where: { versionId_environmentId: at },
      data: { targets: targets("sealed:v1:BBBB") },
    });
    const second = await previewDocument(version.ctx, version.at, { environment: environment.slug });
    expect(second.changes).toMatchObject([
      { path: ["fallback", "chain", "primary", "auth", "secretRef"], kind: "changed" },
    ]);
    expect(JSON.stringify([first, second])).not.toContain("sealed:v1");
  });
});

describe("the overview", () => {
  it("shows what is the reader's, and what they may see", async () => {
    const version = await makePublishable(database);
    await publish(version.ctx, version.at, now);
    await db.deployment.updateMany({
      where: { versionId: version.versionId },
      data: { lastError: "no room", attempts: 2 },
    });
    const at = "2026-11-22T10:00:00.000Z";
    const status = {
      node: "gw-lost",
      softwareVersion: "1",
      startedAt: at,
      appliedAt: at,
      appliedRevision: 0,
      routes: 0,
      rejects: [],
    };
    await saveGateway(db, environment.id, status);
    await db.gateway.updateMany({ where: { node: "gw-lost" }, data: { lostAt: new Date() } });
    const mine = await overview(version.ctx);
    expect(mine.failedPublications.items).toMatchObject([
      { api: version.at.slug, error: "no room", attempts: 2 },
    ]);
    expect(mine.withoutFallback.items).toMatchObject([{ api: version.at.slug, version: "v1", tier: 1 }]);
    expect(mine.gateways.items.map((gateway) => gateway.node)).toContain("gw-lost");
    expect(mine.recentChanges[0]).toMatchObject({ api: version.at.slug, action: "version.publish" });

    const outsider = await makeUser(db, { teams: { [(await makeTeam(db)).id]: "owner" } });
    const theirs = await overview(ctx(outsider));
    expect(theirs).toMatchObject({ failedPublications: { total: 0 }, withoutFallback: { total: 0 } });
    await db.api.updateMany({ where: { slug: version.at.slug }, data: { visibility: "private" } });
    expect((await overview(ctx(outsider))).recentChanges.map((one) => one.api)).not.toContain(
      version.at.slug,
    );
  });

  it("does not count a version with a fallback among those without", async () => {
    const version = await makePublishable(database, {
      apiVersion: "fallback/v1",
      id: "default",
      chain: [
        { id: "a", kind: "stale", maxStaleMs: 1000, isolateBy: "public", maxEntryBytes: 100 },
        { id: "b", kind: "static", status: 503 },
      ],
    });
    await db.version.update({ where: { id: version.versionId }, data: { stage: "published" } });
    expect((await overview(version.ctx)).withoutFallback.total).toBe(0);
  });
});
