import { describe, expect, it } from "vitest";
import { deleteApi } from "#lib/catalogue";
import type { UnboundPolicy } from "#lib/fallback/schema";
import { newId } from "#lib/ids";
import { makePublishable, makeUser, testDatabase } from "#lib/testing";
import {
  endLostPins,
  listChains,
  listDependents,
  previewDocument,
  publish,
  requeueDependents,
  unpublish,
} from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
const slug = `env-${newId("x").slice(-6)}`;
const environment = await db.environment.create({
  data: { id: newId("env"), slug, name: slug, position: 1 },
});
const now = { action: "publish", environment: slug, note: "", draftEtag: 1 } as const;
const gone = { action: "unpublish", environment: slug } as const;
const query = { page: 1, size: 20, sort: "api", dir: "asc", q: "" } as const;

type Version = Awaited<ReturnType<typeof makePublishable>>;

const policyOf = (chain: UnboundPolicy["chain"]): UnboundPolicy => ({
  apiVersion: "fallback/v1",
  id: "p",
  chain,
});

/** A version with one target over http, published. */
async function inner(url = "https://inner.example/base"): Promise<Version> {
  const version = await makePublishable(database, policyOf([{ id: "primary", kind: "http" }]));
  const auth = { secretRef: "sealed:v1:secret", in: "header", name: "X-Key" } as const;
  await bind(version, { primary: { endpoints: [{ url }], auth } });
  await publish(version.ctx, version.at, now);
  return version;
}

const bind = ({ versionId }: Version, targets: object) =>
  db.binding.create({ data: { versionId, environmentId: environment.id, targets } });

/** A version with its own answer last and these APIs before it. */
function outerOf(...others: Version[]): Promise<Version> {
  return makePublishable(
    database,
    policyOf([
      ...others.map(({ at }, n) => ({
        id: `other${n}`,
        kind: "api" as const,
        apiId: at.slug,
        version: at.version,
        entry: "full_policy" as const,
      })),
      { id: "sorry", kind: "static", status: 503 },
    ]),
  );
}

const dependents = async (version: Version, as = version.ctx) =>
  listDependents(as, version.at, { ...query, environment: slug });

describe("a chain with another API in it", () => {
  it("is published with that API's targets, and shown without their addresses", async () => {
    const [other, stranger] = [await inner(), await makeUser(db)];
    const outer = await outerOf(other);
    const preview = await previewDocument(outer.ctx, outer.at, { environment: slug });
    expect(preview.findings).toEqual([]);
    expect(preview.after).toMatchObject({
      parts: [{ target: "other0", api: other.at.slug, version: "v1", revision: 1 }],
      fallback: { chain: [{ id: "other0/primary", kind: "http", mountPath: "" }, { id: "sorry" }] },
    });
    expect(JSON.stringify(preview)).not.toMatch(/inner\.example|secret"|sealed/);
    const publication = await publish(outer.ctx, outer.at, now);
    expect(publication).toMatchObject({ state: "saved", cause: "" });
    expect(await dependents(other, ctx(stranger))).toMatchObject({
      items: [{ api: outer.at.slug, version: "v1", environment: slug, isDirect: true }],
      total: 1,
      hidden: 0,
    });
    expect(await listChains(other.ctx, other.at)).toContainEqual({
      environment: slug,
      revision: null,
      targets: [],
    });
  });

  it("is not published by whoever may not see that API", async () => {
    const other = await inner();
    const outer = await outerOf(other);
    await db.api.updateMany({ where: { slug: other.at.slug }, data: { visibility: "private" } });
    const issue = { path: ["policy", "chain", 0, "apiId"], code: "unknown-api" };
    await expect(publish(outer.ctx, outer.at, now)).rejects.toMatchObject({
      code: "unprocessable",
      issues: [issue],
    });
    const preview = await previewDocument(outer.ctx, outer.at, { environment: slug });
    expect(preview).toMatchObject({
      after: null,
      findings: [{ code: "unknown-api", path: ["chain", 0, "apiId"] }],
    });
  });

  it("is not published where that API is not, and says which", async () => {
    const other = await makePublishable(database);
    const outer = await outerOf(other);
    await expect(publish(outer.ctx, outer.at, now)).rejects.toMatchObject({
      code: "unprocessable",
      issues: [
        {
          path: ["policy", "chain", 0],
          code: "api-not-published",
          message: `${other.at.slug} v1 is not published in this environment.`,
        },
      ],
    });
  });
});

describe("an API that others have in their chains", () => {
  it("is not taken out of service before somebody who saw who they are says so", async () => {
    const other = await inner();
    const [open, secret] = [await outerOf(other), await outerOf(other)];
    for (const one of [open, secret]) await publish(one.ctx, one.at, now);
    await db.api.updateMany({ where: { slug: secret.at.slug }, data: { visibility: "private" } });
    expect(await dependents(other)).toMatchObject({ items: [{ api: open.at.slug }], total: 1, hidden: 1 });
    await expect(unpublish(other.ctx, other.at, gone)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`${open.at.slug} v1, 1 more.`),
      details: { dependents: [{ api: open.at.slug, version: "v1" }], hidden: 1 },
    });
    expect(await unpublish(other.ctx, other.at, { ...gone, force: true })).toMatchObject({
      action: "unpublish",
    });
    const audit = await db.auditEntry.findFirst({
      where: { action: "version.unpublish", objectId: other.versionId },
    });
    expect(audit?.after).toMatchObject({
      dependents: expect.arrayContaining([open.versionId, secret.versionId]),
    });
  });

  it("is counted through the APIs between, and no longer once its dependents are gone or changed", async () => {
    const deepest = await inner();
    const middle = await outerOf(deepest);
    await publish(middle.ctx, middle.at, now);
    const outer = await outerOf(middle);
    await publish(outer.ctx, outer.at, now);
    const found = await dependents(deepest);
    expect(new Map(found.items.map(({ api, isDirect }) => [api, isDirect]))).toEqual(
      new Map([
        [middle.at.slug, true],
        [outer.at.slug, false],
      ]),
    );
    await unpublish(outer.ctx, outer.at, gone);
    expect((await dependents(deepest)).items.map(({ api }) => api)).toEqual([middle.at.slug]);
    const policy = policyOf([{ id: "sorry", kind: "static", status: 503 }]);
    await db.version.update({ where: { id: middle.versionId }, data: { policy } });
    await publish(middle.ctx, middle.at, now);
    expect(await dependents(deepest)).toMatchObject({ items: [], total: 0 });
  });

  it("is not deleted, also when it was taken out of service", async () => {
    const other = await inner();
    const outer = await outerOf(other);
    await publish(outer.ctx, outer.at, now);
    await unpublish(other.ctx, other.at, { ...gone, force: true });
    await db.deployment.updateMany({ where: { versionId: other.versionId }, data: { pending: false } });
    const admin = ctx(await makeUser(db, { role: "admin" }));
    await expect(deleteApi(admin, other.at)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("fallback chain"),
    });
    await unpublish(outer.ctx, outer.at, gone);
    await deleteApi(admin, other.at);
  });

  it("shows its dependents to nobody who may not see it", async () => {
    const other = await inner();
    await db.api.updateMany({ where: { slug: other.at.slug }, data: { visibility: "private" } });
    const stranger = ctx(await makeUser(db));
    await expect(dependents(other, stranger)).rejects.toMatchObject({ code: "not_found" });
    await expect(listChains(stranger, other.at)).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("asking for everything that is made of what changed, and ending the pins that it cost", () => {
  it("is the worker's alone", async () => {
    const admin = ctx(await makeUser(db, { role: "admin" }));
    await expect(requeueDependents(admin, environment)).rejects.toMatchObject({ code: "forbidden" });
    await expect(endLostPins(admin, environment)).rejects.toMatchObject({ code: "forbidden" });
  });
});
