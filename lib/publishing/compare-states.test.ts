import { describe, expect, it } from "vitest";
import { makePublishable, makeUser, makeVersion, testDatabase } from "#lib/testing";
import { newId } from "#lib/ids";
import { CompareStates, compareStates, compareText, publish } from "./index.ts";

const database = await testDatabase();
const { db, ctx } = database;
const environment = await db.environment.create({
  data: { id: newId("env"), slug: "production", name: "Production", position: 1 },
  select: { id: true, slug: true },
});
const first = { action: "publish", environment: environment.slug, note: "", draftEtag: 1 } as const;

const document = (paths: object) =>
  JSON.stringify({ openapi: "3.1.0", info: { title: "Test", version: "1" }, paths });
const get = { get: { responses: { "200": { description: "fine" } } } };
const setDocument = (id: string, documentText: string) =>
  db.version.update({ where: { id }, data: { documentText, documentDigest: newId("x") } });

/** Revision 1 has /items and /old; the draft has /items and /new, and another route. */
async function makeChanged() {
  const version = await makePublishable(database);
  await setDocument(version.versionId, document({ "/items": get, "/old": get }));
  await publish(version.ctx, version.at, first);
  const routes = [{ hosts: [], pathPrefix: `/${version.versionId}-b`, methods: [], stripPrefix: true }];
  await db.version.update({ where: { id: version.versionId }, data: { routes } });
  await setDocument(version.versionId, document({ "/items": get, "/new": get }));
  return version;
}

describe("compareStates", () => {
  it("tells what the draft changes of a revision: the contract, the gravest first, and the settings", async () => {
    const version = await makeChanged();
    const compared = await compareStates(version.ctx, version.at, { from: "revision:1", to: "draft" });
    expect(compared.contract).toMatchObject({
      verdict: "breaking",
      groups: [
        { verdict: "breaking", total: 1, changes: [{ method: "GET", path: "/old", newPointer: null }] },
        { verdict: "safe", total: 1, changes: [{ method: "GET", path: "/new", oldPointer: null }] },
      ],
      problem: null,
    });
    expect(compared.settings).toMatchObject({
      total: 1,
      changes: [{ path: ["routes", 0, "pathPrefix"], kind: "changed" }],
    });
  });

  it("compares two revisions, and says that a revision is not there", async () => {
    const version = await makeChanged();
    expect((await publish(version.ctx, version.at, first)).revision).toBe(2);
    const compared = await compareStates(version.ctx, version.at, { from: "revision:2", to: "revision:1" });
    expect(compared.contract.groups.map(({ verdict }) => verdict)).toEqual(["breaking", "safe"]);
    expect(compared.contract.groups[0]?.changes).toMatchObject([{ path: "/new" }]);
    await expect(
      compareStates(version.ctx, version.at, { from: "revision:3", to: "draft" }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("compares the drafts of two versions of one API, and no version of another", async () => {
    const version = await makeChanged();
    const { apiId } = await db.version.findUniqueOrThrow({
      where: { id: version.versionId },
      select: { apiId: true },
    });
    const next = await makeVersion(db, { apiId, name: "v2" });
    await setDocument(next.id, document({ "/items": get }));
    const compared = await compareStates(version.ctx, version.at, { from: "draft", to: "version:v2" });
    expect(compared.contract.groups).toMatchObject([
      { verdict: "breaking", total: 1, changes: [{ path: "/new" }] },
    ]);
    const other = await makePublishable(database);
    await expect(
      compareStates(other.ctx, other.at, { from: "draft", to: "version:v2" }),
    ).rejects.toMatchObject({ code: "not_found" });
  });

  it("counts what it does not list", async () => {
    const version = await makeChanged();
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`/new-${at}`, get]));
    await setDocument(version.versionId, document({ "/items": get, "/old": get, ...many }));
    const { contract } = await compareStates(version.ctx, version.at, { from: "revision:1", to: "draft" });
    expect(contract.groups).toMatchObject([{ verdict: "safe", total: 250 }]);
    expect(contract.groups[0]?.changes).toHaveLength(200);
  });

  it("says which document cannot be read, and still compares the settings", async () => {
    const version = await makeChanged();
    await setDocument(version.versionId, "{");
    const compared = await compareStates(version.ctx, version.at, { from: "revision:1", to: "draft" });
    expect(compared.contract).toMatchObject({ verdict: null, groups: [] });
    expect(compared.contract.problem).toContain("The document compared to cannot be read.");
    expect(compared.settings.total).toBe(1);
  });

  it("finds nothing between a state and itself", async () => {
    const version = await makeChanged();
    const compared = await compareStates(version.ctx, version.at, { from: "draft", to: "draft" });
    expect(compared.contract).toEqual({ verdict: "safe", groups: [], notes: [], problem: null });
    expect(compared.settings).toEqual({ total: 0, changes: [] });
  });

  it("shows addresses to those who may edit alone, with secrets masked", async () => {
    const version = await makeChanged();
    await db.binding.create({
      data: {
        versionId: version.versionId,
        environmentId: environment.id,
        targets: { primary: { endpoints: [{ url: "https://inner.example" }], headers: { k: "sealed:abc" } } },
      },
    });
    const ask = { from: "revision:1", to: "draft" };
    const seen = JSON.stringify(await compareStates(version.ctx, version.at, ask));
    expect(seen).toContain("inner.example");
    expect(seen).not.toContain("sealed:abc");
    const viewer = await makeUser(db, { teams: { [version.teamId]: "viewer" } });
    const theirs = await compareStates(ctx(viewer), version.at, ask);
    expect(theirs.settings.total).toBe(1);
    expect(JSON.stringify(theirs)).not.toContain("inner.example");
    const text = await compareText(version.ctx, version.at, ask);
    expect(text.text).toContain("inner.example");
    expect(text.text).not.toContain("sealed:abc");
    expect((await compareText(ctx(viewer), version.at, ask)).text).not.toContain("inner.example");
  });

  it("is hidden from those who may not see the API", async () => {
    const version = await makeChanged();
    await db.api.updateMany({ where: { slug: version.at.slug }, data: { visibility: "private" } });
    const stranger = await makeUser(db);
    for (const compare of [compareStates, compareText])
      await expect(
        compare(ctx(stranger), version.at, { from: "revision:1", to: "draft" }),
      ).rejects.toMatchObject({ code: "not_found" });
  });

  it("is told line by line, too: what is laid out in one line first taken apart", async () => {
    const version = await makeChanged();
    const { text, isCut, problem } = await compareText(version.ctx, version.at, {
      from: "revision:1",
      to: "draft",
    });
    expect({ isCut, problem }).toEqual({ isCut: false, problem: null });
    expect(text).toMatch(/^--- a\/openapi\n\+\+\+ b\/openapi\n/);
    expect(text).toContain('-    "/old": {');
    expect(text).toContain('+    "/new": {');
    expect(text).toContain("--- a/settings.json");
    expect(text).toContain(`+      "pathPrefix": "/${version.versionId}-b"`);
    const same = await compareText(version.ctx, version.at, { from: "draft", to: "draft" });
    expect(same.text).toBe("");
  });

  it.each(["", "3", "revision:0", "revision:9999999999", "version:", "version:../x", "draft:1"])(
    "takes no state called %j",
    (from) => expect(CompareStates.safeParse({ from, to: "draft" }).success).toBe(false),
  );
});
